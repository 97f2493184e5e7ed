import BootProbe
import Foundation
import Profiles
import ScaleSim

/// All runs of a validation and how far they are apart, as files.
package struct ValidationDocument: Encodable, Sendable {
    package var report: ValidationReport
    /// The first run, in full.
    package var live: LiveRun
    package var simulated: SimulationResult
    /// The figures of every run.
    package var runs: [Run]
    private let logs: [AutoscalerLog?]

    package struct Run: Encodable, Sendable {
        package var live: Figures<Double?>
        package var simulated: Figures<Estimate>
        package var lateness: Lateness
    }

    /// - Parameter runs: at least one.
    package init(_ runs: [ValidatedRun]) {
        report = ValidationReport(runs)
        live = runs[0].live
        simulated = runs[0].simulated
        self.runs = runs.map {
            Run(live: $0.live.figures, simulated: $0.simulated.figures, lateness: $0.live.lateness)
        }
        logs = runs.map(\.log)
    }

    private enum CodingKeys: CodingKey {
        case report, live, simulated, runs
    }

    /// Writes `validation.json`, `validation.md`, and `observations.jsonl` in the format of `scalesim replay`, one file a
    /// run, into `folder`, which is made where it is missing.
    package func write(to folder: String) throws(BootProbeError) {
        try FileSystem.createDirectory(folder)
        do {
            let url = URL(fileURLWithPath: folder)
            try JSONFormat.encode(self).write(to: url.appending(path: "validation.json"), options: .atomic)
            try Data(report.markdown.utf8).write(to: url.appending(path: "validation.md"), options: .atomic)
            for (number, log) in logs.enumerated() {
                let name = number == 0 ? "observations.jsonl" : "observations-\(number + 1).jsonl"
                try log?.observationLines().write(to: url.appending(path: name), options: .atomic)
            }
        } catch {
            throw BootProbeError(.cannotCreate, "\(folder): the validation cannot be written", underlying: "\(error)")
        }
    }
}
