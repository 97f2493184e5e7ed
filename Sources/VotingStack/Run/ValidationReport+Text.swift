import Foundation

extension ValidationReport {
    /// The report as a table for a terminal.
    package var text: String {
        let header = ["figure", "live", "simulated", "95 % interval", "error", "goal", ""]
        let cells = [header] + rows.map(\.cells)
        let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            let padded = row.indices.map { column in
                column == 0
                    ? row[column].padding(toLength: widths[column], withPad: " ", startingAt: 0)
                    : String(repeating: " ", count: widths[column] - row[column].count) + row[column]
            }
            return padded.joined(separator: "  ").trimmingSuffix(" ") + "\n"
        }.joined()
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

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
