import Foundation
import Profiles

/// What a campaign found.
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
        package var label: String { condition.label(of: image, on: technology) }
    }

    package var campaign: Int64
    package var seed: UInt64
    /// As the plan has it, in seconds.
    package var launchIntervalSeconds: Double?
    /// Trials recorded, warm-ups included, and trials planned; with a stopping rule, as far as they are needed.
    package var recorded: Int
    package var planned: Int
    package var rows: [Row]
    /// The probe's error on QEMU's user-mode network, by known delay; empty where no target was reached over it.
    package var userModeBias: [CalibrationResult]

    package init(_ campaign: Campaign, trials: [TrialRecord], userModeBias: [CalibrationResult] = []) {
        self.userModeBias = userModeBias
        self.campaign = campaign.id.number
        seed = campaign.plan.seed
        launchIntervalSeconds = campaign.plan.launchIntervalSeconds
        recorded = Set(trials.map(\.trial.position)).count
        planned = CampaignProgress(campaign.plan, committed: trials).status.total
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
}

extension CampaignReport {
    private func biasNote(on row: Row) -> String {
        guard let worst = userModeBias.max(by: { $0.biasMsMedian < $1.biasMsMedian }) else {
            return
                "\(row.label): reached over QEMU's user-mode network, whose bias is not known; run bootprobe calibrate"
        }
        return "\(row.label): reached over QEMU's user-mode network, on which answers are seen "
            + "\(Decimals.two(worst.biasMsMedian)) ms late (median; p99 \(Decimals.two(worst.biasMsP99)) ms)"
    }
}

extension CampaignReport: Report {
    package var title: String? {
        let interval = launchIntervalSeconds.map { ", launches at least \($0.formatted()) s apart" } ?? ""
        return "campaign \(campaign), seed \(seed), \(recorded) of \(planned) trials\(interval): time to first response"
    }

    package var remarks: [String] {
        notes + rows.flatMap { row in row.failures.map { "\(row.label) failed: \($0)" } }
    }

    /// What must be known before single rows are believed, other than failures.
    package var notes: [String] {
        rows.compactMap(\.cacheNote) + rows.filter { $0.path == .userMode }.map(biasNote)
            + rows.flatMap { row in row.timeToFirstResponse.warnings.map { "\(row.label): \($0.sentence)" } }
    }

    package var table: ReportTable {
        ReportTable(
            rows,
            columns: [
                .text("target", "image", "technology", "accelerator", "cache", "concurrent", "resident") {
                    .target($0.image, $0.technology, $0.accelerator, $0.condition)
                },
                .text(nil, "network_path") { .text($0.path?.rawValue) },
                .number("median", "median_s") { .time($0.timeToFirstResponse.median?.seconds) },
                .number("95% interval", "median_lower_s", "median_upper_s") {
                    .interval($0.timeToFirstResponse.median?.lower, $0.timeToFirstResponse.median?.upper)
                },
                .number("mean", "mean_s") { .time($0.timeToFirstResponse.mean) },
                .number("p95", "p95_s") { .time($0.timeToFirstResponse.p95?.seconds) },
                .number("95% interval", "p95_lower_s", "p95_upper_s") {
                    .interval($0.timeToFirstResponse.p95?.lower, $0.timeToFirstResponse.p95?.upper)
                },
                .number("min", "min_s") { .time($0.timeToFirstResponse.minimum) },
                .number("max", "max_s") { .time($0.timeToFirstResponse.maximum) },
                .number("n", "answered") { .count($0.timeToFirstResponse.answered) },
                .number("timed out", "timed_out") { .count($0.timeToFirstResponse.censored) },
                .number("failed", "failed") { .count($0.timeToFirstResponse.failed) },
            ])
    }
}
