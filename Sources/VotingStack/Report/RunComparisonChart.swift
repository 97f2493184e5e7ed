import BootProbe

/// What one run, live or simulated, showed in each second.
package struct RunSeries: Sendable {
    /// One second of a run.
    package struct Second: Sendable {
        /// Since the start of the run.
        package var second: Int
        package var arrivals: Int
        /// 95 % latency quantile of the requests that arrived in this second; nil without any.
        package var latencyP95Seconds: Double?
        package var readyReplicas: Int
        /// Ready and booting replicas.
        package var launchedReplicas: Int

        package init(
            second: Int, arrivals: Int, latencyP95Seconds: Double?, readyReplicas: Int, launchedReplicas: Int
        ) {
            self.second = second
            self.arrivals = arrivals
            self.latencyP95Seconds = latencyP95Seconds
            self.readyReplicas = readyReplicas
            self.launchedReplicas = launchedReplicas
        }
    }

    /// `live` or `simulated`.
    package var name: String
    package var seconds: [Second]

    package init(name: String, seconds: [Second]) {
        self.name = name
        self.seconds = seconds
    }
}

/// Live and simulated runs over each other: arrivals, latency, replicas, on one time axis.
package enum RunComparisonChart {
    package static func specification(_ runs: [RunSeries], objectiveSeconds: Double) -> JSONValue {
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
        let rows = (runs.first?.seconds ?? []).map { second -> JSONValue in
            ["second": .integer(second.second), "arrivals": .integer(second.arrivals)]
        }
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
        let rows = runs.flatMap { run in
            run.seconds.map { second -> JSONValue in
                [
                    "run": .string(run.name), "second": .integer(second.second),
                    "milliseconds": second.latencyP95Seconds.map { .number($0 * 1000) } ?? nil,
                ]
            }
        }
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
        let rows = runs.flatMap { run in
            run.seconds.map { second -> JSONValue in
                [
                    "run": .string(run.name), "second": .integer(second.second),
                    "ready": .integer(second.readyReplicas), "launched": .integer(second.launchedReplicas),
                ]
            }
        }
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
