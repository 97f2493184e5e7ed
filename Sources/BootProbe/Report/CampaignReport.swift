import Profiles

/// What a campaign found, for `--format json` and, as `text`, for people.
package struct CampaignReport: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var accelerator: Accelerator
        package var condition: LaunchCondition
        /// nil for what was imported.
        package var path: NetworkPath?
        /// The least and greatest share of what a boot reads that was in the page cache before a launch; nil where that
        /// is not known.
        package var residentShare: ClosedRange<Double>?
        /// Time to first response in seconds.
        package var timeToFirstResponse: TrialSummary
        /// Why trials failed, each reason once.
        package var failures: [String]

        /// A sentence where the page cache was not as asked for.
        var cacheNote: String? {
            guard let share = residentShare else {
                return condition.cache == .cold
                    ? "\(label): whether the page cache was cold could not be verified" : nil
            }
            let percent = { (share: Double) in "\(Int((share * 100).rounded())) %" }
            if condition.cache == .cold, share.upperBound > 0.05 {
                return "\(label): up to \(percent(share.upperBound)) of what a boot reads stayed in the page cache"
            }
            if condition.cache == .warm, share.lowerBound < 0.95 {
                return "\(label): as little as \(percent(share.lowerBound)) of what a boot reads was in the page cache"
            }
            return nil
        }

        /// For people: `vote as container, 4 at once`.
        package var label: String {
            CampaignPlan.Target(image: image, technology: technology, condition: condition, trials: 0).description
        }
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
        recorded = Set(trials.map(\.trial.position)).count
        planned = campaign.plan.order().count
        rows = campaign.targets.enumerated().map { index, target in
            let mine = trials.filter { $0.trial.target == index }
            return Row(
                image: target.image, technology: target.technology, accelerator: target.accelerator,
                condition: target.condition, path: target.path, residentShare: Self.residentShare(mine),
                timeToFirstResponse: TrialSummary(mine), failures: Self.reasons(mine))
        }
    }

    private static func residentShare(_ trials: [TrialRecord]) -> ClosedRange<Double>? {
        let shares = trials.filter { !$0.trial.isWarmUp }.compactMap(\.residentShare)
        guard let least = shares.min(), let greatest = shares.max() else { return nil }
        return least...greatest
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
        let cacheNotes = rows.compactMap(\.cacheNote)
        let failures = rows.flatMap { row in
            row.failures.map { "\(row.label) failed: \($0)" }
        }
        let title = "campaign \(campaign), seed \(seed), \(recorded) of \(planned) trials: seconds to first response"
        return ([title, table.text] + cacheNotes + failures).joined(separator: "\n")
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
    /// `vote as vm, cold (tcg)`.
    fileprivate var title: String { label + (accelerator == .none ? "" : " (\(accelerator.rawValue))") }
}

/// Numbers as reports print them.
enum Decimals {
    /// With three digits after the point.
    static func three(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let fraction = String(thousandths.magnitude % 1000)
        let sign = thousandths < 0 ? "-" : ""
        return "\(sign)\(thousandths.magnitude / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
