import BootProbe
import Foundation
import Glibc
import Profiles

/// What the prober costs: `ProbeBenchmark [calibration-trials [campaign-trials [observer-trials [guest-launches]]]]` prints
/// the calibration table, the overhead of a campaign of a program that answers at once, whether probing slows a boot, and
/// what the launchers of guests take.
@main
enum Benchmark {
    static func main() {
        do throws(BootProbeError) {
            let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
            try Lab.enter()
            try calibrate(trials: counts.first ?? 200)
            try OverheadBenchmark(trials: counts.dropFirst().first ?? 1000).run()
            try ObserverBenchmark(trials: counts.dropFirst(2).first ?? 100).run()
            try GuestBenchmark(trials: counts.dropFirst(3).first ?? 50).run()
        } catch {
            FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
            exit(error.code.rawValue)
        }
    }

    /// Goals: |median bias| of at most 0.2 ms and a 99 % quantile of at most 2 ms on all paths but the user-mode one.
    private static func calibrate(trials: Int) throws(BootProbeError) {
        let (results, leftOut) = try Calibration(trials: trials).run()
        print("Bias of the probe, by network path (goal: median at most 0.2 ms, p99 at most 2 ms; user-mode: measured)")
        print(CalibrationReport(results).text)
        for one in leftOut { print("without \(one.path.rawValue): \(one.reason)") }
    }
}
