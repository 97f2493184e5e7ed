import BootProbe
import Foundation

extension ValidationReport {
    /// The report as a table for a terminal.
    package var text: String {
        var table = TextTable(
            header: ["figure", "live", "simulated", "95 % interval", "error", "goal", ""],
            numbers: [false, true, true, true, true, true, false])
        for row in rows { table.append(row.cells) }
        return table.text + "\n"
    }
}

extension ValidationRow {
    fileprivate var cells: [String] {
        let interval = simulated.low.flatMap { low in
            simulated.high.map { "\(formatted(low)) – \(formatted($0))" }
        }
        return [
            unit.isEmpty ? figure : "\(figure) (\(unit))", live.map(formatted) ?? "–", formatted(simulated.mean),
            interval ?? "–", relativeError.map { String(format: "%+.1f %%", 100 * $0) } ?? "–",
            goal.map { live == nil ? formatted($0) : String(format: "%g %%", 100 * $0) } ?? "–",
            isMet.map { $0 ? "met" : "missed" } ?? "",
        ]
    }

    private func formatted(_ value: Double) -> String {
        unit == "" && value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.4g", value)
    }
}
