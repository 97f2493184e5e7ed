import BootProbe
import Foundation
import Profiles
import ScaleSim

/// Both runs of a validation and how far they are apart, as files.
package struct ValidationDocument: Encodable, Sendable {
    package var report: ValidationReport
    package var live: LiveRun
    package var simulated: SimulationResult
    private let log: AutoscalerLog

    package init(_ outcome: LiveValidation.Outcome) {
        report = outcome.report
        live = outcome.live
        simulated = outcome.simulated
        log = outcome.log
    }

    private enum CodingKeys: CodingKey {
        case report, live, simulated
    }

    /// Writes `validation.json`, and `observations.jsonl` in the format of `scalesim replay`, into `folder`, which is
    /// made where it is missing.
    package func write(to folder: String) throws(BootProbeError) {
        try FileSystem.createDirectory(folder)
        do {
            let url = URL(fileURLWithPath: folder)
            try JSONFormat.encode(self).write(to: url.appending(path: "validation.json"), options: .atomic)
            try log.observationLines().write(to: url.appending(path: "observations.jsonl"), options: .atomic)
        } catch {
            throw BootProbeError(.cannotCreate, "\(folder): the validation cannot be written", underlying: "\(error)")
        }
    }
}
