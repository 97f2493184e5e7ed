import BootProbe
import Profiles

/// The paper's Figures 1 to 3: bars by row and system, each row normalised to its largest value.
///
/// The paper's columns and ours are panels of their own, each normalised to its own largest: what hardware does to all
/// columns alike is not shown, how the systems compare is. Latencies are normalised to the largest too, as in the paper,
/// where the shortest bar is the best.
package enum PaperBars {
    /// One bar.
    package struct Bar: Sendable, Equatable {
        package var row: String
        package var system: String
        package var value: Double
        /// Of the largest in its row, in (0, 1].
        package var share: Double
    }

    /// The bars of the columns that are the paper's, or of those that are ours, in the order of the table.
    package static func bars(of table: ComparedTable, isPublished: Bool) -> [Bar] {
        let columns = table.columns.indices.filter { table.columns[$0].isPublished == isPublished }
        return table.rows.flatMap { row in
            let values = columns.compactMap { column -> (String, Double)? in
                guard case .number(let value) = row.cells[column] else { return nil }
                return (label(table.columns[column]), value)
            }
            let largest = values.map(\.1).max() ?? 0
            return values.filter { _ in largest > 0 }.map {
                Bar(row: row.name, system: $0.0, value: $0.1, share: $0.1 / largest)
            }
        }
    }

    /// The paper's panel, then ours where anything was measured.
    package static func specifications(of table: ComparedTable) -> [JSONValue] {
        [true, false].flatMap { isPublished in
            let bars = bars(of: table, isPublished: isPublished)
            return bars.isEmpty ? [] : [panel(table, bars, isPublished: isPublished)]
        }
    }

    package static func caption(_ table: ComparedTable) -> String {
        let latencies =
            table.service == .redis
            ? "" : " For requests and kilobytes the longest bar is the best, for latencies the shortest."
        return
            "Figure \(table.number ?? 0). Each row of the table normalised to its highest value, the paper's "
            + "columns above, what was measured here below, each to its own highest.\(latencies)"
    }

    private static func label(_ column: ComparedTable.Column) -> String {
        column.isPublished ? column.system.published ?? column.system.key : column.system.label
    }

    private static func panel(_ table: ComparedTable, _ bars: [Bar], isPublished: Bool) -> JSONValue {
        let columns = table.columns.filter { $0.isPublished == isPublished }
        let shown = columns.map(label).filter { name in bars.contains { $0.system == name } }
        let order = JSONValue.array(shown.map { .string($0) })
        return [
            "title": isPublished ? "the paper" : "here", "width": "container", "height": 190,
            "data": [
                "values": .array(
                    bars.map { bar in
                        [
                            "row": .string(bar.row), "system": .string(bar.system), "value": .number(bar.value),
                            "share": .number(bar.share),
                        ]
                    })
            ],
            "mark": ["type": "bar", "tooltip": true],
            "encoding": [
                "x": [
                    "field": "row", "type": "nominal", "title": nil,
                    "sort": .array(table.rows.map { .string($0.name) }),
                    "axis": ["labelAngle": table.rows.count > 8 ? -35 : 0], "scale": ["paddingInner": 0.25],
                ],
                "xOffset": ["field": "system", "sort": order],
                "y": [
                    "field": "share", "type": "quantitative", "title": "of the row's highest",
                    "axis": ["format": "%", "tickCount": 5], "scale": ["domain": [0, 1]],
                ],
                "color": [
                    "field": "system", "type": "nominal", "title": nil,
                    "scale": ["domain": order, "range": .array(shown.map { colour(of: $0, among: columns) })],
                    "legend": ["symbolType": "square", "columns": 7],
                ],
                "tooltip": [
                    ["field": "row", "type": "nominal"], ["field": "system", "type": "nominal"],
                    ["field": "value", "type": "quantitative", "format": ",.2f"],
                    ["field": "share", "type": "quantitative", "format": ".0%"],
                ],
            ],
        ]
    }

    private static func colour(of name: String, among columns: [ComparedTable.Column]) -> JSONValue {
        PaperColours.colour(of: columns.first { label($0) == name }?.system)
    }
}

/// A system has one colour in all figures, the paper's and what stands for it here the same.
enum PaperColours {
    /// After Okabe and Ito: they differ for colour-blind readers.
    private static let known: [String: JSONValue] = [
        "ubuntu": "#0072B2", "ubuntu-kvm": "#009E73", "rumprun": "#D55E00", "osv": "#CC79A7", "netbsd": "#64748b",
        "container": "#E69F00", "microvm": "#56B4E9", "beacon": "#7c3aed",
    ]

    static func colour(of system: PaperSystem?) -> JSONValue { system.flatMap { known[$0.key] } ?? "#a16207" }
}
