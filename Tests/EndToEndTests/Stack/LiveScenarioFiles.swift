import BootProbe
import Foundation
import Profiles
import TestSupport
import VotingStack

/// A scenario in files of its own, run live by `scalesim validate`.
struct LiveScenarioFiles {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Writes `scenario`, and what it names, and runs it.
    ///
    /// - Parameter format: of what the command prints.
    /// - Returns: both sides, once the command has ended well.
    func validate(
        _ scenario: String, on technology: Technology, beside files: [String: String] = [:],
        format: String = "text", seconds: Double = 180
    ) throws -> ValidatedScenario {
        for (name, text) in files.merging(["live.yaml": scenario], uniquingKeysWith: { first, _ in first }) {
            try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
        }
        let result = try ProductCommand.run(
            [
                "scalesim", "validate", folder.file("live.yaml"), "--technology", technology.rawValue, "--output",
                folder.file("out"), "--format", format,
            ], in: folder.path, seconds: seconds)
        guard result.status == 0 else {
            throw BootProbeError(.failed, "status \(result.status)", underlying: result.errors)
        }
        try Data(result.output.utf8).write(to: URL(filePath: folder.file("printed")))
        return try validated(".")
    }

    /// What the command has printed as JSON.
    func printed<Report: Decodable>(_ type: Report.Type) throws -> Report {
        try JSONFormat.decode(type, from: Data(contentsOf: URL(filePath: folder.file("printed"))))
    }

    /// What the command has written into a folder of its output.
    func validated(_ name: String) throws -> ValidatedScenario {
        let bytes = try Data(contentsOf: URL(filePath: folder.file("out/\(name)/validation.json")))
        return try JSONFormat.decode(ValidatedScenario.self, from: bytes)
    }
}

/// What the tests read of a `validation.json`.
struct ValidatedScenario: Decodable {
    var live: LiveRun
    var report: ValidationReport
}
