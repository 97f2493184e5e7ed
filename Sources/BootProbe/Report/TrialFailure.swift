/// The trials of one target that failed for one reason.
struct TrialFailure: Sendable {
    var target: String
    var reason: String
    var positions: [Int]
    /// What the first of them printed last.
    var console: String?

    var first: Int { positions[0] }

    static func all(of campaign: CampaignReport, trials: [TrialRecord]) -> [TrialFailure] {
        var failures: [TrialFailure] = []
        for trial in trials {
            guard case .failed(let reason, _) = trial.outcome, campaign.rows.indices.contains(trial.trial.target) else {
                continue
            }
            let row = campaign.rows[trial.trial.target]
            let target = row.label
            if let index = failures.firstIndex(where: { $0.target == target && $0.reason == reason }) {
                failures[index].positions.append(trial.trial.position)
            } else {
                failures.append(
                    TrialFailure(
                        target: target, reason: reason, positions: [trial.trial.position], console: trial.console))
            }
        }
        return failures
    }

    static func table(_ failures: [TrialFailure]) -> ReportTable {
        ReportTable(
            failures,
            columns: [
                .text("target", "target") { .text($0.target) },
                .number("trials", "trials") { .count($0.positions.count) },
                .text("positions") { .text($0.positions.map(String.init).joined(separator: ", ")) },
                .text("reason", "reason") { .text($0.reason) },
            ])
    }
}
