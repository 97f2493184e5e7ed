import BootProbe
import Foundation
import Glibc

/// What the load generator can send: `LoadBenchmark [seconds-a-rate [rate ...]]` sends open-loop loads of rising rates from one
/// CPU to a trivial server on another, and says up to which the sends keep to their plan.
@main
enum Benchmark {
    /// Requests per second, ascending.
    private static let rates = [2_000.0, 5_000, 8_000, 12_000, 16_000]
    private static let goal = 5_000.0
    private static let triesMax = 3
    private static let generatorCPU = 0
    private static let serverCPU = 1

    static func main() {
        do throws(BootProbeError) {
            let numbers = CommandLine.arguments.dropFirst().compactMap(Double.init)
            let rates = numbers.count > 1 ? Array(numbers.dropFirst()) : Self.rates
            try run(rates, seconds: numbers.first ?? 5)
        } catch {
            FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
            exit(error.code.rawValue)
        }
    }

    private static func run(_ rates: [Double], seconds: Double) throws(BootProbeError) {
        let server = try TrivialServer(cpu: serverCPU)
        try CPUAffinity.pinThread(to: generatorCPU)
        print(
            """
            Load generator: Poisson votes from CPU \(generatorCPU) to a trivial server on CPU \(serverCPU), \
            \(Decimals.whole(seconds)) s each; latency from the planned send on
            """)
        var table = TextTable(header: SentLoad.columns)
        var kept: Double?
        for rate in rates {
            // Others may hold the CPUs meanwhile, as the table shows.
            for _ in 0..<triesMax {
                let load = try SentLoad(rate: rate, seconds: seconds, to: server.endpoint)
                table.append(load.cells)
                guard load.isOnTime else { continue }
                kept = max(kept ?? 0, rate)
                break
            }
        }
        print(table.text)
        let highest = kept.map { "\(Decimals.whole($0))/s" } ?? "none of these rates"
        print(
            "a CPU second: sends for each second that the generator ran; without CPU: time in which others held its CPU"
        )
        print(
            "highest rate with at most 0.1 % of the sends over 5 ms late: \(highest) (goal: \(Decimals.whole(goal))/s)")
    }
}
