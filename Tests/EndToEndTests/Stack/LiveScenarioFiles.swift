import BootProbe
import Foundation
import Profiles
import TestSupport
import VotingStack

/// A scenario in files of its own, run live by `scalesim validate`.
struct LiveScenarioFiles {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Writes `scenario`, whose text ends below `service:`, and runs it.
    ///
    /// - Returns: both sides, once the command has ended well.
    func validate(
        _ scenario: String, on technology: Technology, seconds: Double = 120
    ) throws -> ValidatedScenario {
        try Data(scenario.utf8).write(to: URL(filePath: folder.file("live.yaml")))
        let result = try ProductCommand.run(
            [
                "scalesim", "validate", folder.file("live.yaml"), "--technology", technology.rawValue, "--output",
                folder.file("out"),
            ], in: folder.path, seconds: seconds)
        guard result.status == 0 else {
            throw BootProbeError(.failed, "status \(result.status)", underlying: result.errors)
        }
        let bytes = try Data(contentsOf: URL(filePath: folder.file("out/validation.json")))
        return try JSONFormat.decode(ValidatedScenario.self, from: bytes)
    }
}

/// What the tests read of a `validation.json`.
struct ValidatedScenario: Decodable {
    var live: LiveRun
    var report: ValidationReport
}
