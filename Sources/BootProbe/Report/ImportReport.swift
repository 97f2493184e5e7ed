import Profiles

/// What was read of measurements that were made elsewhere.
package struct ImportReport: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var source: String
        package var answered: Int
        package var censored: Int
        package var failed: Int
        /// Why trials failed, each reason once.
        package var failures: [String]
        package var leftOut: [ImportedTrials.LeftOut]
    }

    /// Number of the campaign that holds the trials now; nil where nothing was stored.
    package var campaign: Int64?
    package var rows: [Row]

    package init(_ imported: [ImportedTrials], campaign: CampaignID? = nil) {
        self.campaign = campaign?.number
        rows = imported.map { trials in
            var counts = (answered: 0, censored: 0)
            var failures: [String] = []
            for trial in trials.trials {
                switch trial.outcome {
                case .answered: counts.answered += 1
                case .censored: counts.censored += 1
                case .failed(let reason): failures.append(reason)
                }
            }
            return Row(
                image: trials.image, technology: trials.technology, source: trials.source, answered: counts.answered,
                censored: counts.censored, failed: failures.count, failures: failures.uniqued(),
                leftOut: trials.leftOut)
        }
    }
}

extension ImportReport: Report {
    package var title: String? { campaign.map { "stored as campaign \($0)" } }

    package var table: ReportTable {
        ReportTable(
            rows,
            columns: [
                .text("read", "image", "technology") { .target($0.image, $0.technology) },
                .number("answered", "answered") { .count($0.answered) },
                .number("not ready yet", "censored") { .count($0.censored) },
                .number("failed", "failed") { .count($0.failed) },
                .number("left out", "left_out") { .count($0.leftOut.reduce(0) { $0 + $1.count }) },
                .text("from", "source") { .text($0.source) },
            ])
    }

    package var remarks: [String] {
        rows.flatMap { row in
            let name = "\(row.image) as \(row.technology.rawValue)"
            return row.failures.map { "\(name) failed: \($0)" }
                + row.leftOut.map { "\(name), \($0.count) left out: \($0.reason)" }
        }
    }
}
