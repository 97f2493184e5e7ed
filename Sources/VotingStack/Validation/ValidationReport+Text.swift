import BootProbe
import Foundation

extension ValidationReport {
    /// The report as a table for a terminal.
    package var text: String {
        var table = TextTable(header: Self.columns, numbers: Self.numbers)
        for row in rows { table.append(row.cells) }
        return ([table.text] + notes.map { WrappedText.item($0) }).joined(separator: "\n") + "\n"
    }

    static let columns = ["figure", "live", "simulated", "95 % interval", "90 % of runs", "error", "goal", ""]
    /// Which of the columns are set right.
    static let numbers = [false, true, true, true, true, true, true, false]

    /// What the table does not show.
    var notes: [String] { comparisons + remarks }

    /// How far latencies and decisions are apart, in words.
    var comparisons: [String] {
        var notes: [String] = []
        if let latencies, let mean = rows.first(where: { $0.figure == "latency, mean" })?.live, mean > 0 {
            let distance = latencies.wassersteinDistance
            notes.append(
                String(
                    format: "The two latency distributions lie %.4g s apart (Wasserstein), %.1f %% of the mean.",
                    distance,
                    100 * distance / mean))
        }
        if let paceNote { notes.append(paceNote) }
        if let busyNote { notes.append(busyNote) }
        notes.append(decisionNote)
        return notes
    }

    private var paceNote: String? {
        guard let paces else { return nil }
        let means = paces.map { String(format: "%.2f (%.2f to %.2f)", $0.mean, $0.least, $0.most) }
        return "For the same work the host's CPUs took \(means.joined(separator: ", ")) times as long during "
            + "\(runs == 1 ? "the run" : "the runs") as when the profile was measured; so does the simulation's work."
    }

    private var busyNote: String? {
        guard let busyShares else { return nil }
        let shares = busyShares.map { String(format: "%.0f %% (at most %.0f %%)", 100 * $0.mean, 100 * $0.most) }
        return "Of the host's CPU time \(shares.joined(separator: ", ")) was used during "
            + "\(runs == 1 ? "the run" : "the runs"), by whomever."
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
    /// As the columns of the table have it, each value in the figure's unit, which stands beside its name.
    var cells: [String] { cells(unit.isEmpty ? figure : "\(figure) (\(unit))", value: formatted) }

    /// - Parameters:
    ///   - name: of the figure.
    ///   - value: as the table shows it.
    func cells(_ name: String, value: (Double) -> String) -> [String] {
        [
            name, liveCell(value), value(simulated.mean), Self.range(simulated.low, simulated.high, value) ?? "–",
            predictionCell(value), errorCell, goalCell(value), isMet.map { $0 ? "met" : "missed" } ?? "",
        ]
    }

    private static func range(_ low: Double?, _ high: Double?, _ value: (Double) -> String) -> String? {
        guard let low, let high else { return nil }
        return "\(value(low)) – \(value(high))"
    }

    private func predictionCell(_ value: (Double) -> String) -> String {
        if let range = Self.range(predictedLow, predictedHigh, value) { return range }
        return predictedRuns.map { "\($0) of \(runs) in it" } ?? "–"
    }

    private func liveCell(_ value: (Double) -> String) -> String {
        guard let live else { return "–" }
        guard let liveLow, let liveHigh else { return value(live) }
        return "\(value(live)) ± \(value((liveHigh - liveLow) / 2))"
    }

    private var errorCell: String {
        if let exactRuns, runs > 1 { return "\(exactRuns) of \(runs) exact" }
        return relativeError.map { String(format: "%+.1f %%", 100 * $0) } ?? "–"
    }

    private func goalCell(_ value: (Double) -> String) -> String {
        guard let goal else { return "–" }
        if exactRuns != nil { return runs > 1 ? "8 of 10" : "exact" }
        return live == nil ? value(goal) : String(format: "%g %%", 100 * goal)
    }

    private func formatted(_ value: Double) -> String {
        unit == "" && value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.4g", value)
    }
}
