import Profiles

/// What was read from somebody else's measurements, for `--format json` and, as `text`, for people.
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

    package var rows: [Row]

    package init(_ imported: [ImportedTrials]) {
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

    package var text: String {
        var table = TextTable(header: ["read", "answered", "not ready yet", "failed", "left out", "from"])
        for row in rows {
            table.append([
                row.name, "\(row.answered)", "\(row.censored)", "\(row.failed)",
                "\(row.leftOut.reduce(0) { $0 + $1.count })", row.source,
            ])
        }
        let remarks = rows.flatMap { row in
            row.failures.map { "\(row.name) failed: \($0)" }
                + row.leftOut.map { "\(row.name), \($0.count) left out: \($0.reason)" }
        }
        return ([table.text] + remarks).joined(separator: "\n")
    }
}

extension ImportReport.Row {
    fileprivate var name: String { "\(image) as \(technology.rawValue)" }
}
