import BootProbe
import Foundation

/// What a suite has found so far, as files.
struct SuiteResults {
    private let scenarios: [SuiteScenario]
    private let output: String
    private let python: String?
    /// By scenario.
    private var runs: [[ValidatedRun]]
    private(set) var summary: ValidationSummary
    private var documents: [ValidationDocument] = []

    /// - Parameter python: Renders the page; nil for none.
    init(_ scenarios: [SuiteScenario], summary: ValidationSummary, output: String, python: String?) {
        self.scenarios = scenarios
        self.summary = summary
        self.output = output
        self.python = python
        runs = scenarios.map { _ in [] }
    }

    mutating func add(_ run: ValidatedRun, of scenario: Int) { runs[scenario].append(run) }

    /// Writes `validation.md`, `validation.json` and a folder for each scenario; the page too where one is wanted.
    mutating func write(withPage: Bool) throws {
        summary.reports = []
        documents = []
        for (scenario, runs) in zip(scenarios, runs) where !runs.isEmpty {
            try add(runs, name: scenario.name, purpose: scenario.purpose, folder: scenario.name)
            if let workers = runs.workers {
                try add(
                    workers, name: "\(scenario.name), worker", purpose: "the same, from the queue to the commit",
                    folder: "\(scenario.name)/worker")
            }
        }
        try summary.write(to: output)
        guard withPage, let python else { return }
        try ValidationPage.page(summary, documents).render(
            to: URL(filePath: "\(output)/validation.html"), python: python)
    }

    private mutating func add(
        _ runs: [ValidatedRun], name: String, purpose: String, folder: String
    ) throws(BootProbeError) {
        let document = ValidationDocument(runs)
        try document.write(to: "\(output)/\(folder)")
        documents.append(document)
        summary.reports.append(.init(name: name, purpose: purpose, report: document.report))
    }
}
