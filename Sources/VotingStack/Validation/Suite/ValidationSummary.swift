import BootProbe
import Foundation
import Profiles
import ScaleSim

/// What a suite found, scenario by scenario.
package struct ValidationSummary: Codable, Sendable, Equatable {
    package struct Entry: Codable, Sendable, Equatable {
        package var name: String
        package var purpose: String
        package var report: ValidationReport

        package init(name: String, purpose: String, report: ValidationReport) {
            self.name = name
            self.purpose = purpose
            self.report = report
        }
    }

    package static let currentSchema = 1

    package var schema: Int = ValidationSummary.currentSchema
    package var profile: Profile
    package var reports: [Entry]

    package init(profile: Profile, reports: [Entry]) {
        self.profile = profile
        self.reports = reports
    }

    /// Goals of all scenarios, and how many are met.
    package var goals: (met: Int, all: Int) {
        let verdicts = reports.flatMap(\.report.rows).compactMap(\.isMet)
        return (verdicts.count(where: \.self), verdicts.count)
    }

    /// Live figures with goals that might have been others, run by run, and how many of them lie within their prediction intervals.
    package var predicted: (within: Int, all: Int) {
        let rows = reports.flatMap(\.report.rows).filter { $0.goal != nil && $0.predictedRuns != nil }
        return (rows.reduce(0) { $0 + ($1.predictedRuns ?? 0) }, rows.reduce(0) { $0 + $1.runs })
    }

    /// Writes `validation.md` and `validation.json` into `folder`.
    func write(to folder: String) throws(BootProbeError) {
        try ResultFile.write(Data(markdown.utf8), to: "\(folder)/validation.md")
        try ResultFile.write(JSONFormat.encode(self), to: "\(folder)/validation.json")
    }
}

extension ValidationSummary {
    private static let shown = [
        "throughput", "latency, mean", "latency, p50", "latency, p95", "latency, p99", "replica-seconds",
        "mean difference in replicas", "cold starts",
    ]

    /// Errors by scenario and figure; what misses its goal is marked.
    package var table: [[String]] {
        [["scenario"] + Self.shown]
            + reports.map { entry in
                [entry.name]
                    + Self.shown.map { figure in
                        guard let row = entry.report.rows.first(where: { $0.figure == figure }) else { return "–" }
                        return Self.cell(row) + (row.isMet == false ? " ✗" : "")
                    }
            }
    }

    private static func cell(_ row: ValidationRow) -> String {
        if let exact = row.exactRuns { return "\(exact)/\(row.runs)" }
        if row.live == nil { return String(format: "%.2f", row.simulated.mean) }
        return row.relativeError.map { String(format: "%+.1f %%", 100 * $0) } ?? "–"
    }

    package var text: String {
        "\(TextTable(table).text)\n\(goals.met) of \(goals.all) goals met; ✗ misses its own. \(predictionNote)\n"
    }

    /// How far to believe the intervals of single runs.
    private var predictionNote: String {
        let (within, all) = predicted
        guard all > 0 else { return "" }
        return "Of \(all) live figures with a goal that chance could move, run by run, \(within) "
            + "(\(Int((100 * Double(within) / Double(all)).rounded())) %) lie where 90 % of runs were predicted to."
    }

    var markdown: String {
        let sections = reports.map { entry in
            let body = entry.report.markdown.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
                .map { $0.hasPrefix("## ") ? "#" + $0 : String($0) }.joined(separator: "\n")
            return "## \(entry.name): \(entry.purpose)\n\n\(body)"
        }
        return (["# Live beside simulated", lead, MarkdownTable.text(table)] + sections).joined(separator: "\n\n")
    }

    /// What was run, and how many goals are met.
    var lead: String {
        let runs = reports.first?.report.runs ?? 0
        return
            "Replicas as \(profile.technology.label); each scenario ran live \(runs == 1 ? "once" : "\(runs) times") and was "
            + "simulated with the profile measured before, in the same round, at the very instants at which requests were sent. Errors are "
            + "simulated against live, medians over the runs; of the replicas the mean difference; of cold starts the runs in "
            + "which they are exact. \(goals.met) of \(goals.all) goals are met; ✗ misses its own. \(predictionNote)"
    }
}
