import BootProbe
import Foundation
import Profiles

/// What a suite has found so far, as files.
struct SuiteResults {
    /// What the runs of a scenario show, of the page or of the worker.
    private struct Finding {
        var entry: ValidationSummary.Entry
        var document: ValidationDocument
    }

    private let scenarios: [SuiteScenario]
    private let profile: Profile
    private let output: String
    private let python: String?
    /// By scenario.
    private var runs: [[ValidatedRun]]
    private var findings: [[Finding]]

    /// - Parameters:
    ///   - profile: of the first round.
    ///   - python: Renders the page; nil for none.
    init(_ scenarios: [SuiteScenario], profile: Profile, output: String, python: String?) {
        self.scenarios = scenarios
        self.profile = profile
        self.output = output
        self.python = python
        runs = scenarios.map { _ in [] }
        findings = scenarios.map { _ in [] }
    }

    var summary: ValidationSummary {
        ValidationSummary(profile: profile, reports: findings.flatMap(\.self).map(\.entry))
    }

    /// Takes a run of a scenario, by its place, and writes that scenario's folder, `validation.md` and `validation.json`.
    mutating func add(_ run: ValidatedRun, of place: Int) throws {
        runs[place].append(run)
        let (scenario, all) = (scenarios[place], runs[place])
        findings[place] = [try found(all, name: scenario.name, purpose: scenario.purpose, folder: scenario.name)]
        if let workers = all.workers {
            findings[place].append(
                try found(
                    workers, name: "\(scenario.name), worker", purpose: "the same, from the queue to the commit",
                    folder: "\(scenario.name)/worker"))
        }
        try summary.write(to: output)
    }

    func renderPage() throws {
        guard let python else { return }
        try ValidationPage.page(summary, findings.flatMap(\.self).map(\.document)).render(
            to: URL(filePath: "\(output)/validation.html"), python: python)
    }

    private func found(
        _ runs: [ValidatedRun], name: String, purpose: String, folder: String
    ) throws(BootProbeError) -> Finding {
        let document = ValidationDocument(runs)
        try document.write(to: "\(output)/\(folder)")
        return Finding(entry: .init(name: name, purpose: purpose, report: document.report), document: document)
    }
}
