import ArgumentParser
import BootProbe
import Foundation
import Profiles

/// `bootprobe calibrate`.
struct Calibrate: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the prober's own error on every network path.",
        discussion: """
            A stub listens at an exactly known instant behind each path: loopback (processes), lab (guests: bridge and \
            tap, the stub in the guest's place), container-bridge (containers: bridge and veth) and user-mode (guests \
            where taps cannot be had: QEMU's user-mode network). The bias is the instant at which the probe had the whole \
            answer less the instant at which the stub began to listen, the exchange itself included. On the path guest \
            our unikernel is booted for each trial (`make beacon`), told to wait for the delay once its network is up, \
            and the bias counts from the instant at which it says that its first answer is sent. The probe asks every \
            0.08 ms, or every 0.04 % of a boot's age, and rarely while boots occupy every CPU.

            With --format json: [{"path", "known_delay_ms", "trials", "bias_ms_median", "bias_ms_p99", "bias_ms_max", \
            "interval_coverage"}], a row for each path and delay; interval_coverage is the share of trials whose \
            interval-censored sample holds the truth.

            EXAMPLES
              bootprobe calibrate
              bootprobe calibrate --path loopback container-bridge --trials 1000 --format json
            """)

    @Option(
        name: .customLong("path"), parsing: .upToNextOption,
        help: ArgumentHelp("Paths to measure; all when left out.", valueName: "path"))
    var paths: [CalibrationPath] = []

    @Option(help: "Trials of each path and delay.")
    var trials = 200

    @Option(help: ArgumentHelp("Known delays in milliseconds.", valueName: "numbers"))
    var delays = CommaList([20.0, 100, 200])

    @Option(help: "Seed of the order.")
    var seed: UInt64 = 1

    @Option(help: "SQLite file that also keeps the results; none when left out.", completion: .file())
    var database: String?

    @Option(help: "How results are printed.")
    var format = OutputFormat.text

    func validate() throws {
        guard (1...100_000).contains(trials) else { throw ValidationError("--trials takes a number from 1 to 100000") }
        guard delays.values.allSatisfy({ (1...10_000).contains($0) }) else {
            throw ValidationError("--delays takes milliseconds from 1 to 10000")
        }
    }

    func execute() throws {
        try Lab.enter()
        let store = try database.map { path throws(BootProbeError) in try ProbeStore(path: path) }
        let progress = ProgressLine()
        let interruption = Interruption()
        let calibration = Calibration(
            paths: paths.isEmpty ? CalibrationPath.allCases : paths, delaysMs: delays.values, trials: trials, seed: seed
        )
        progress.begin("calibrating")
        let (results, leftOut) = try calibration.run(cancellation: interruption.cancellation) { done, total in
            progress.update(done: done, of: total)
        }
        progress.finish()
        for one in leftOut {
            ProgressLine.standardError("bootprobe: leaving out \(one.path.rawValue): \(one.reason)\n")
        }
        try store?.record(results, host: try HostFacts.current())
        try format.print(CalibrationReport(results))
        try interruption.check("what is printed was measured until then")
        if results.isEmpty { throw BootProbeError(.unavailable, "no path could be calibrated") }
    }
}

extension CalibrationPath: ExpressibleByArgument {}
