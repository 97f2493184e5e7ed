import BootProbe
import ScaleSim

/// One run, live or simulated, over time.
struct RunSeries {
    /// `live` or `simulated`.
    let name: String
    let series: TimeSeries

    init(_ name: String, _ series: TimeSeries) {
        self.name = name
        self.series = series
    }

    /// One row a step.
    var rows: [JSONValue] {
        series.arrived.indices.map { step in
            let launched = series.booting[step] + series.ready[step] + series.draining[step]
            return [
                "run": .string(name), "second": .number(Double(step) * series.stepSeconds),
                "arrivals": .number(Double(series.arrived[step]) / series.stepSeconds),
                "milliseconds": series.latencyP95Seconds[step].map { .number($0 * 1000) } ?? nil,
                "ready": .integer(series.ready[step]), "launched": .integer(launched),
            ]
        }
    }
}

/// Live and simulated runs over each other: arrivals, latency, replicas, on one time axis.
enum RunComparisonChart {
    static func specification(_ runs: [RunSeries], objectiveSeconds: Double) -> JSONValue {
        [
            "vconcat": [arrivals(runs), latency(runs, objectiveSeconds), replicas(runs)],
            "spacing": 18,
            "resolve": ["scale": ["x": "shared", "color": "shared"]],
        ]
    }

    private static let time: JSONValue = [
        "field": "second", "type": "quantitative", "title": "seconds since the start of the run",
    ]
    // The live run lies below as a broad line, the simulation above it as a thin one, so that both show where they agree.
    private static let colour: JSONValue = [
        "field": "run", "type": "nominal", "title": nil,
        "scale": ["domain": ["live", "simulated"], "range": ["#0072B2", "#D55E00"]],
    ]

    private static func arrivals(_ runs: [RunSeries]) -> JSONValue {
        // Both runs have the same arrivals: the simulator is given the live run's.
        let rows = runs.first?.rows ?? []
        return [
            "width": 620, "height": 90, "data": ["values": .array(rows)],
            "mark": ["type": "area", "color": "#cbd5e1", "interpolate": "step-after"],
            "encoding": [
                "x": time,
                "y": ["field": "arrivals", "type": "quantitative", "title": "arrivals per second"],
            ],
        ]
    }

    private static func latency(_ runs: [RunSeries], _ objectiveSeconds: Double) -> JSONValue {
        let rows = runs.flatMap(\.rows)
        return [
            "width": 620, "height": 160,
            "layer": [
                [
                    "data": ["values": [["objective": .number(objectiveSeconds * 1000)]]],
                    "mark": ["type": "rule", "strokeDash": [2, 3], "color": "#475569"],
                    "encoding": ["y": ["field": "objective", "type": "quantitative"]],
                ],
                [
                    "data": ["values": .array(rows)],
                    "mark": ["type": "line", "strokeWidth": 1.8],
                    "encoding": [
                        "x": time, "color": colour,
                        "y": [
                            "field": "milliseconds", "type": "quantitative", "title": "95 % latency (ms)",
                            "scale": ["type": "log"], "axis": ["format": "~g"],
                        ],
                    ],
                ],
            ],
        ]
    }

    private static func replicas(_ runs: [RunSeries]) -> JSONValue {
        let rows = runs.flatMap(\.rows)
        func line(_ field: String, _ mark: JSONValue) -> JSONValue {
            [
                "mark": mark,
                "encoding": [
                    "x": time, "color": colour,
                    "y": [
                        "field": .string(field), "type": "quantitative", "title": "replicas",
                        "axis": ["tickMinStep": 1], "scale": ["domainMin": 0],
                    ],
                ],
            ]
        }
        return [
            "width": 620, "height": 130, "data": ["values": .array(rows)],
            "layer": [
                line("ready", ["type": "line", "interpolate": "step-after", "strokeWidth": 2]),
                line(
                    "launched",
                    [
                        "type": "line", "interpolate": "step-after", "strokeWidth": 1, "strokeDash": [3, 3],
                    ]),
            ],
        ]
    }
}
