import BootProbe
import Foundation

extension ValidationReport {
    /// The report as a table for a terminal.
    package var text: String {
        var table = TextTable(header: Self.columns, numbers: [false, true, true, true, true, true, false])
        for row in rows { table.append(row.cells) }
        return ([table.text] + notes.map { WrappedText.item($0) }).joined(separator: "\n") + "\n"
    }

    static let columns = ["figure", "live", "simulated", "95 % interval", "error", "goal", ""]

    /// What the table does not show.
    var notes: [String] {
        var notes: [String] = []
        if let latencies, let mean = rows.first(where: { $0.figure == "latency, mean" })?.live, mean > 0 {
            let distance = latencies.wassersteinDistance
            notes.append(
                String(
                    format: "The two latency distributions lie %.4g s apart (Wasserstein), %.1f %% of the mean.",
                    distance,
                    100 * distance / mean))
        }
        notes.append(decisionNote)
        return notes + remarks
    }

    private var decisionNote: String {
        guard let first = decisions.first else {
            return "All \(decisions.evaluations) evaluations of the first run wanted the same live and simulated."
        }
        return "\(decisions.same) of \(decisions.evaluations) evaluations of the first run wanted the same. First "
            + "different at \(Decimals.time(first.timeSeconds)): live \(first.live.explanation); simulated "
            + "\(first.simulated.explanation)."
    }
}

extension ValidationRow {
    /// As the columns of the table have it.
    var cells: [String] {
        let interval = simulated.low.flatMap { low in
            simulated.high.map { "\(formatted(low)) – \(formatted($0))" }
        }
        return [
            unit.isEmpty ? figure : "\(figure) (\(unit))", liveCell, formatted(simulated.mean), interval ?? "–",
            errorCell, goalCell, isMet.map { $0 ? "met" : "missed" } ?? "",
        ]
    }

    private var liveCell: String {
        guard let live else { return "–" }
        guard let liveLow, let liveHigh else { return formatted(live) }
        return "\(formatted(live)) ± \(formatted((liveHigh - liveLow) / 2))"
    }

    private var errorCell: String {
        if let exactRuns, runs > 1 { return "\(exactRuns) of \(runs) exact" }
        return relativeError.map { String(format: "%+.1f %%", 100 * $0) } ?? "–"
    }

    private var goalCell: String {
        guard let goal else { return "–" }
        if exactRuns != nil { return runs > 1 ? "8 of 10" : "exact" }
        return live == nil ? formatted(goal) : String(format: "%g %%", 100 * goal)
    }

    private func formatted(_ value: Double) -> String {
        unit == "" && value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.4g", value)
    }
}
