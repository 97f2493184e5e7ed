import BootProbe
import Profiles

/// How much of the crowd waits too long, against the boot time of a replica.
enum BootComparisonChart {
    static func specification(_ comparison: BootComparison) -> JSONValue {
        [
            "width": "container", "height": 260,
            "layer": [
                fixedRule(comparison), fixedLabel(comparison),
                [
                    "data": ["values": .array(points(comparison))],
                    "layer": [interval, mark, label(above: true), label(above: false)],
                ],
            ],
        ]
    }

    /// Neighbours on the axis have their labels above and below in turn, so that close ones can be read.
    private static func points(_ comparison: BootComparison) -> [JSONValue] {
        comparison.rows.compactMap { row in row.boot.map { (row, $0) } }.enumerated().map { index, pair in
            point(pair.0, pair.1, isAbove: index % 2 == 0)
        }
    }

    private static func point(_ row: BootComparison.Row, _ boot: BootComparison.Boot, isAbove: Bool) -> JSONValue {
        let share = row.figures.overObjectiveShare
        return [
            "profile": .string(boot.label), "policy": .string(row.policy), "boot": .number(boot.meanSeconds),
            "over": .number(share.mean), "low": .number(max(0, share.low ?? share.mean)),
            "high": .number(share.high ?? share.mean),
            "above": .bool(isAbove), "source": .string(boot.label.hasSuffix("(paper)") ? "the paper" : "measured here"),
        ]
    }

    private static let horizontal: JSONValue = [
        "field": "boot", "type": "quantitative", "title": "mean time to first response of a replica (s)",
        "scale": ["type": "log", "padding": 12], "axis": ["format": "~g"],
    ]
    private static let title: JSONValue = "share of requests over the objective"
    private static let colour: JSONValue = ["field": "source", "type": "nominal", "title": nil]

    private static func vertical(_ field: String) -> JSONValue {
        ["field": .string(field), "type": "quantitative", "title": title, "axis": ["format": "%"]]
    }

    private static var interval: JSONValue {
        [
            "mark": ["type": "rule", "opacity": 0.6],
            "encoding": ["x": horizontal, "color": colour, "y": vertical("low"), "y2": ["field": "high"]],
        ]
    }

    private static var mark: JSONValue {
        [
            "mark": ["type": "point", "filled": true, "size": 80, "opacity": 1],
            "encoding": [
                "x": horizontal, "color": colour, "y": vertical("over"),
                "tooltip": [
                    ["field": "profile", "type": "nominal"], ["field": "policy", "type": "nominal"],
                    ["field": "boot", "type": "quantitative", "format": ".3f", "title": "boot (s)"],
                    ["field": "over", "type": "quantitative", "format": ".2%", "title": "over the objective"],
                ],
            ],
        ]
    }

    private static func label(above: Bool) -> JSONValue {
        [
            "transform": [["filter": .string(above ? "datum.above" : "!datum.above")]],
            "mark": ["type": "text", "align": "right", "dx": -7, "dy": above ? -9 : 11, "fontSize": 11],
            "encoding": [
                "x": horizontal, "y": vertical("over"), "text": ["field": "profile"], "color": ["value": "#475569"],
            ],
        ]
    }

    private static func fixedRows(_ comparison: BootComparison) -> JSONValue {
        .array(
            comparison.rows.filter { $0.boot == nil }.map { row in
                ["policy": .string(row.policy), "over": .number(row.figures.overObjectiveShare.mean)]
            })
    }

    private static func fixedRule(_ comparison: BootComparison) -> JSONValue {
        [
            "data": ["values": fixedRows(comparison)],
            "mark": ["type": "rule", "strokeDash": [4, 4], "color": "#94a3b8"], "encoding": ["y": vertical("over")],
        ]
    }

    private static func fixedLabel(_ comparison: BootComparison) -> JSONValue {
        [
            "data": ["values": fixedRows(comparison)],
            "mark": [
                "type": "text", "align": "left", "x": 4, "dy": -7, "fontSize": 11, "color": "#64748b",
            ],
            "encoding": ["y": vertical("over"), "text": ["field": "policy"]],
        ]
    }
}
