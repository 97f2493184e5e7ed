import Profiles

/// What a campaign found, for `--format json` and, as `text`, for people.
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

    package var text: String {
        var table = TextTable(header: [
            "target", "median", "95% interval", "mean", "p95", "95% interval", "min", "max", "n", "timed out", "failed",
        ])
        for row in rows {
            let summary = row.timeToFirstResponse
            table.append([
                row.title, Self.seconds(summary.median?.seconds), Self.interval(summary.median),
                Self.seconds(summary.mean), Self.seconds(summary.p95?.seconds), Self.interval(summary.p95),
                Self.seconds(summary.minimum), Self.seconds(summary.maximum),
                "\(summary.answered)", "\(summary.censored)", "\(summary.failed)",
            ])
        }
        let failures = rows.flatMap { row in
            row.failures.map { "\(row.image) as \(row.technology.rawValue) failed: \($0)" }
        }
        let title = "campaign \(campaign), seed \(seed), \(recorded) of \(planned) trials: seconds to first response"
        let warnings = rows.flatMap { row in
            row.timeToFirstResponse.warnings.map { WrappedText.text("\(row.title): \($0.sentence)") }
        }
        return ([title, table.text] + warnings + failures).joined(separator: "\n")
    }

    /// `0.347`; a dash for what is unknown.
    private static func seconds(_ value: Double?) -> String { value.map { Decimals.three($0) } ?? "–" }

    /// `0.341 – 0.355`; a question mark for a side that is not bounded.
    private static func interval(_ quantile: QuantileEstimate?) -> String {
        guard let quantile else { return "–" }
        return [quantile.lower, quantile.upper].map { $0.map { Decimals.three($0) } ?? "?" }.joined(separator: " – ")
    }
}

extension CampaignReport.Row {
    /// `vote as vm (tcg)`.
    fileprivate var title: String {
        "\(image) as \(technology.rawValue)" + (accelerator == .none ? "" : " (\(accelerator.rawValue))")
    }
}
