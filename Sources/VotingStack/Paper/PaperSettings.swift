import BootProbe
import Profiles

/// How the paper's tables are measured.
package struct PaperSettings: Sendable {
    /// On which our own images are offered.
    package static let offeredTechnologies: Set<Technology> = [.process, .container, .vm, .microvm]

    /// Folder of the results, made where it is missing.
    package var output: String
    /// Interpreter that has the packages of the report.
    package var python: String
    /// Of Table 4, for each target: see `TrialCounts`.
    package var trials: TrialCounts
    package var load: PaperLoad
    /// Seconds after which a load run is given up.
    package var limitSeconds: Double
    package var seed: UInt64

    package init(
        output: String, python: String, trials: TrialCounts, load: PaperLoad, limitSeconds: Double = 300,
        seed: UInt64 = 1
    ) {
        self.output = output
        self.python = python
        self.trials = trials
        self.load = load
        self.limitSeconds = limitSeconds
        self.seed = seed
    }

    /// The page that is written last; where it is, the results are complete.
    package var report: String { "\(output)/report.html" }
    var database: String { "\(output)/probe.sqlite" }
}
