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

    /// Replicas that exist at the start of a step, whatever they do.
    private func launched(at step: Int) -> Int { series.booting[step] + series.ready[step] + series.draining[step] }

    var mostReplicas: Int { series.ready.indices.map(launched).max() ?? 0 }

    /// One row a step.
    var rows: [JSONValue] {
        series.arrived.indices.map { step in
            return [
                "run": .string(name), "second": .number(Double(step) * series.stepSeconds),
                "arrivals": .number(Double(series.arrived[step]) / series.stepSeconds),
                "milliseconds": series.latencyP95Seconds[step].map { .number($0 * 1000) } ?? nil,
                "ready": .integer(series.ready[step]), "launched": .integer(launched(at: step)),
            ]
        }
    }
}

/// Live and simulated runs over each other: arrivals, latency, replicas, each a chart on the same axis of time.
enum RunComparisonChart {
    static let caption = """
        Arrivals, the 95 % latency of the requests that arrived in each second (dotted: the objective), and replicas: ready \
        (solid), and launched but not yet gone (dashed).
        """

    static func specifications(_ runs: [RunSeries], objectiveSeconds: Double) -> [JSONValue] {
        [arrivals(runs), latency(runs, objectiveSeconds), replicas(runs)]
    }

    // The live run lies below as a broad line, the simulation above it as a thin one, so that both show where they agree.
    private static let colour: JSONValue = [
        "field": "run", "type": "nominal", "title": nil,
        "scale": ["domain": ["live", "simulated"], "range": ["#0072B2", "#D55E00"]],
    ]

    private static func width(of run: RunSeries) -> JSONValue { .number(run.name == "live" ? 3 : 1.3) }

    /// - Parameter isLast: whether no other chart stands below, which would have the axis's title.
    private static func time(_ runs: [RunSeries], isLast: Bool) -> JSONValue {
        let seconds = runs.first.map { Double($0.series.arrived.count) * $0.series.stepSeconds } ?? 1
        return [
            "field": "second", "type": "quantitative",
            "title": isLast ? "seconds since the start of the run" : nil,
            "scale": ["domain": [0, .number(seconds)], "nice": false],
            "axis": ["tickCount": 8, "labelFlush": false],
        ]
    }

    /// - Parameter more: further properties of the axis. All have labels of one width, so that times stand below each other.
    private static func axis(_ more: [String: JSONValue]) -> JSONValue {
        .object(["minExtent": 34].merging(more) { _, new in new })
    }

    private static func arrivals(_ runs: [RunSeries]) -> JSONValue {
        [
            "width": "container", "height": 80,
            // Both runs have the same arrivals: the simulator is given the live run's.
            "data": ["values": .array(runs.first?.rows ?? [])],
            "mark": ["type": "area", "color": "#cbd5e1", "interpolate": "step-after"],
            "encoding": [
                "x": time(runs, isLast: false),
                "y": [
                    "field": "arrivals", "type": "quantitative", "title": "arrivals/s", "axis": axis(["tickCount": 4]),
                ],
            ],
        ]
    }

    private static func latency(_ runs: [RunSeries], _ objectiveSeconds: Double) -> JSONValue {
        let objective: JSONValue = [
            "data": ["values": [["objective": .number(objectiveSeconds * 1000)]]],
            "mark": ["type": "rule", "strokeDash": [2, 3], "color": "#475569"],
            "encoding": ["y": ["field": "objective", "type": "quantitative"]],
        ]
        let lines = runs.map { run -> JSONValue in
            [
                "data": ["values": .array(run.rows)], "mark": ["type": "line", "strokeWidth": width(of: run)],
                "encoding": [
                    "x": time(runs, isLast: false), "color": colour,
                    "y": [
                        "field": "milliseconds", "type": "quantitative", "title": "95 % latency (ms)",
                        "scale": ["type": "log"], "axis": axis(["format": "~g", "tickCount": 5]),
                    ],
                ],
            ]
        }
        return ["width": "container", "height": 160, "layer": .array([objective] + lines)]
    }

    /// Whole numbers up to the most replicas, few enough to be read.
    private static func wholeTicks(_ runs: [RunSeries]) -> JSONValue {
        let most = runs.map(\.mostReplicas).max() ?? 1
        return .array(stride(from: 0, through: most, by: max(1, (most + 4) / 5)).map { .integer($0) })
    }

    private static func replicas(_ runs: [RunSeries]) -> JSONValue {
        func line(_ run: RunSeries, _ field: String, dash: JSONValue) -> JSONValue {
            [
                "data": ["values": .array(run.rows)],
                "mark": [
                    "type": "line", "interpolate": "step-after", "strokeDash": dash, "strokeWidth": width(of: run),
                ],
                "encoding": [
                    "x": time(runs, isLast: true), "color": colour,
                    "y": [
                        "field": .string(field), "type": "quantitative", "title": "replicas",
                        "axis": axis(["values": wholeTicks(runs), "format": "d"]), "scale": ["domainMin": 0],
                    ],
                ],
            ]
        }
        let lines = runs.flatMap { [line($0, "ready", dash: [1, 0]), line($0, "launched", dash: [3, 3])] }
        return ["width": "container", "height": 120, "layer": .array(lines)]
    }
}
