import BootProbe
import Foundation

extension ValidationReport {
    /// The figures, live beside simulated.
    var figureTable: HTML {
        .table(
            caption: "Live beside simulated",
            columns: zip(Self.columns, Self.numbers).map { $1 ? .number($0) : .text($0) },
            rows: rows.map { row in
                row.cells(row.figure) { Self.value($0, row.unit) }.map(HTML.text)
            })
    }

    private static func value(_ value: Double, _ unit: String) -> String {
        switch unit {
        case "share": String(format: "%.2f %%", value * 100)
        case "s": value >= 60 ? String(format: "%.0f s", value) : Decimals.time(value)
        default: value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
        }
    }

    /// What either autoscaler changed in the first run; nil where neither changed anything.
    var changeTable: HTML? {
        guard !decisions.changes.isEmpty else { return nil }
        return .table(
            caption: "Changes of the scale, and why",
            columns: [.number("at"), .number("live"), .text("why"), .number("simulated"), .text("why")],
            rows: decisions.changes.map { change in change.cells.map(HTML.text) })
    }
}

extension ValidationSummary {
    /// Errors by scenario and figure.
    var errorTable: HTML {
        // Shorter than in the text, so that all columns fit beside each other.
        let header = table[0].map { title in
            title.replacing("latency, ", with: "").replacing("mean difference in replicas", with: "replicas apart")
        }
        return .table(
            caption: "Errors by scenario: of the throughput, of the latency's mean and quantiles; ✗ misses its goal",
            columns: header.enumerated().map { $0 == 0 ? .text($1) : .number($1) },
            rows: table.dropFirst().map { $0.map(HTML.text) })
    }
}
