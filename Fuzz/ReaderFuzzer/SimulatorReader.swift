import Foundation
import ScaleSim

/// The readers of ScaleSim: traces in each format, and scenarios.
enum SimulatorReader {
    /// Reads the bytes as a trace of `format`, or of the format that they look like; strictly, then leniently.
    static func readTrace(_ data: Data, _ format: TraceFormat?) {
        let step = format == .rateList ? SimTime(seconds: 0.5) : nil
        for lenient in [false, true] {
            let options = TraceOptions(format: format, lenient: lenient, step: step)
            attempt { () throws(ScaleSimError) in
                check(try TraceFile.parse([UInt8](data), file: "fuzz.trace", options))
            }
        }
    }

    /// What every trace that was accepted keeps, so that the engine need not ask again.
    private static func check(_ trace: TraceFile) {
        precondition(trace.summary.duration > .zero && trace.summary.duration.seconds <= 1.1e9)
        precondition(trace.options.lenient || trace.summary.skipped.total == 0)
        if let rates = trace.rates {
            precondition(rates.points.allSatisfy { (0...1e9).contains($0.requestsPerSecond) })
            return
        }
        for scale in [1, 0.5, 1.5] {
            let instants = trace.arrivals(
                scale: scale, seed: 1, replicationSeed: 2, to: ArrivalList(before: SimTime(nanoseconds: .max)))
            precondition(instants.allSatisfy { $0 >= 0 && $0 < trace.summary.duration.nanoseconds })
            precondition(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
            precondition(scale != 1 || instants.count == Int(trace.summary.requests))
            precondition(scale != 1.5 || instants.count >= Int(trace.summary.requests))
        }
        precondition(trace.fault == nil)
    }

    /// Reads the bytes as a scenario, and as the traffic of one.
    static func readScenario(_ data: Data) {
        // What is no UTF-8 is refused before it is parsed.
        guard let text = String(data: data, encoding: .utf8) else { return }
        attempt { () throws(ScaleSimError) in
            let scenario = try ScenarioFile.parse(text, file: "fuzz.yaml")
            precondition(scenario.duration > .zero && scenario.replications > 0)
        }
        attempt { () throws(ScaleSimError) in
            let traffic = try Scenario.Traffic.parse(text, origin: "fuzz.traffic", duration: SimTime(seconds: 1))
            precondition(traffic.duration > .zero)
            let firsts = traffic.arrivals(seed: 1, replicationSeed: 2, to: FirstArrivals(count: 1000))
            precondition(firsts.allSatisfy { $0 >= 0 })
            precondition(zip(firsts, firsts.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    /// Any traffic may go on for ever.
    private struct FirstArrivals: ArrivalVisitor {
        let count: Int

        func visit(_ arrivals: some ArrivalSource) -> [Int64] {
            var arrivals = arrivals
            var instants: [Int64] = []
            while instants.count < count, let instant = arrivals.next() { instants.append(instant) }
            return instants
        }
    }

    /// Either all is well, or there is one message of one line.
    static func attempt(_ body: () throws(ScaleSimError) -> Void) {
        do throws(ScaleSimError) {
            try body()
        } catch {
            precondition([.badInput, .noInput].contains(error.code), "\(error)")
            precondition(!error.description.contains { $0.isNewline }, "\(error)")
            precondition(!error.message.isEmpty && error.message.utf8.count < 2000, "\(error)")
        }
    }
}
