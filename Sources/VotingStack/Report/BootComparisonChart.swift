import BootProbe
import Profiles

/// How much of the crowd waits too long, against the boot time of a replica.
enum BootComparisonChart {
    static func specification(_ comparison: BootComparison) -> JSONValue {
        let rows = comparison.rows.map { row -> JSONValue in
            [
                "profile": .string(row.label), "policy": .string(row.policy), "boot": .number(row.bootMeanSeconds),
                "over": .number(row.figures.overObjectiveShare.mean),
                "low": .number(max(0, row.figures.overObjectiveShare.low ?? row.figures.overObjectiveShare.mean)),
                "high": .number(row.figures.overObjectiveShare.high ?? row.figures.overObjectiveShare.mean),
            ]
        }
        let horizontal: JSONValue = [
            "field": "boot", "type": "quantitative", "title": "mean time to first response (s)",
            "scale": ["type": "log"], "axis": ["format": "~g"],
        ]
        let share: JSONValue = ["format": "%"]
        let colour: JSONValue = ["field": "policy", "type": "nominal", "title": nil]
        return [
            "width": 620, "height": 240, "data": ["values": .array(rows)],
            "layer": [
                [
                    "mark": ["type": "rule", "opacity": 0.6],
                    "encoding": [
                        "x": horizontal, "color": colour,
                        "y": ["field": "low", "type": "quantitative", "title": "", "axis": share],
                        "y2": ["field": "high"],
                    ],
                ],
                [
                    "mark": ["type": "point", "filled": true, "size": 70],
                    "encoding": [
                        "x": horizontal, "color": colour,
                        "y": [
                            "field": "over", "type": "quantitative", "title": "share of requests over the objective",
                            "axis": share,
                        ],
                        "tooltip": [
                            ["field": "profile", "type": "nominal"], ["field": "policy", "type": "nominal"],
                            ["field": "boot", "type": "quantitative", "format": ".3f", "title": "boot (s)"],
                            ["field": "over", "type": "quantitative", "format": ".2%", "title": "over the objective"],
                        ],
                    ],
                ],
                [
                    "transform": [["filter": .string("datum.policy == '\(comparison.scalingPolicy)'")]],
                    "mark": ["type": "text", "align": "left", "dx": 7, "dy": -7, "fontSize": 11, "angle": 0],
                    "encoding": [
                        "x": horizontal, "y": ["field": "over", "type": "quantitative"],
                        "text": ["field": "profile"], "color": ["value": "#475569"],
                    ],
                ],
            ],
        ]
    }
}
