import Profiles

/// What a campaign found.
package struct CampaignReport: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var accelerator: Accelerator
        /// Time to first response in seconds.
        package var timeToFirstResponse: TrialSummary
        /// Why trials failed, each reason once.
        package var failures: [String]
    }

    package var campaign: Int64
    package var seed: UInt64
    /// Trials recorded, warm-ups included, and trials planned.
    package var recorded: Int
    package var planned: Int
    package var rows: [Row]

    package init(_ campaign: Campaign, trials: [TrialRecord]) {
        self.campaign = campaign.id.number
        seed = campaign.plan.seed
        recorded = trials.count
        planned = campaign.plan.order().count
        rows = campaign.targets.enumerated().map { index, target in
            let mine = trials.filter { $0.trial.target == index }
            return Row(
                image: target.image, technology: target.technology, accelerator: target.accelerator,
                timeToFirstResponse: TrialSummary(mine), failures: Self.reasons(mine))
        }
    }

    private static func reasons(_ trials: [TrialRecord]) -> [String] {
        var reasons: [String] = []
        for trial in trials {
            guard case .failed(let reason, _) = trial.outcome, !reasons.contains(reason) else { continue }
            reasons.append(reason)
        }
        return reasons
    }

    /// Whether every target has at least one trial that answered.
    package var everyTargetAnswered: Bool { rows.allSatisfy { $0.timeToFirstResponse.answered > 0 } }
}

extension CampaignReport: Report {
    package var title: String? {
        "campaign \(campaign), seed \(seed), \(recorded) of \(planned) trials: time to first response"
    }

    package var remarks: [String] {
        rows.flatMap { row in row.failures.map { "\(row.image) as \(row.technology.rawValue) failed: \($0)" } }
    }

    package var table: ReportTable {
        ReportTable(
            rows,
            columns: [
                .text("target", "image", "technology", "accelerator") {
                    .target($0.image, $0.technology, $0.accelerator)
                },
                .number("median", "median_s") { .time($0.timeToFirstResponse.median?.seconds) },
                .number("95% interval", "median_lower_s", "median_upper_s") {
                    .interval($0.timeToFirstResponse.median?.lower, $0.timeToFirstResponse.median?.upper)
                },
                .number("mean", "mean_s") { .time($0.timeToFirstResponse.mean) },
                .number("p95", "p95_s") { .time($0.timeToFirstResponse.p95) },
                .number("min", "min_s") { .time($0.timeToFirstResponse.minimum) },
                .number("max", "max_s") { .time($0.timeToFirstResponse.maximum) },
                .number("n", "answered") { .count($0.timeToFirstResponse.answered) },
                .number("timed out", "timed_out") { .count($0.timeToFirstResponse.censored) },
                .number("failed", "failed") { .count($0.timeToFirstResponse.failed) },
            ])
    }
}
