/// The parts of each target's boot as one bar.
package enum PhaseChart {
    package static let caption = """
        Each part of a bar ends with the event that names it, and is as long as the median of that part over the trials; \
        every bar has an axis of its own.
        """

    /// One chart a target: their events differ, and so do their lengths by orders of magnitude.
    package static func specifications(_ breakdowns: [PhaseBreakdown]) -> [JSONValue] {
        breakdowns.map(specification)
    }

    private static func specification(_ breakdown: PhaseBreakdown) -> JSONValue {
        var start = 0.0
        let rows: [JSONValue] = breakdown.parts.enumerated().map { index, part in
            defer { start += part.medianSeconds }
            return [
                "event": .string(part.name), "order": .integer(index), "start": .number(start),
                "end": .number(start + part.medianSeconds), "told": .string(Decimals.time(part.medianSeconds)),
            ]
        }
        return [
            "title": .string(breakdown.condition.label(of: breakdown.image, on: breakdown.technology)),
            "width": "container", "height": 34, "data": ["values": .array(rows)],
            "mark": ["type": "bar", "stroke": "#fff", "strokeWidth": 1],
            "encoding": [
                "x": [
                    "field": "start", "type": "quantitative", "title": "seconds since the launch call",
                    "axis": ["format": "~g", "tickCount": 6],
                ],
                "x2": ["field": "end"],
                "color": [
                    "field": "event", "type": "nominal", "title": nil,
                    "scale": ["domain": .array(breakdown.parts.map { .string($0.name) }), "range": palette],
                    "legend": ["columns": 2, "symbolType": "square", "labelLimit": 160],
                ],
                "tooltip": [
                    ["field": "event", "type": "nominal", "title": "until"],
                    ["field": "told", "type": "nominal", "title": "median"],
                ],
            ],
        ]
    }

    /// After Okabe and Ito; neighbours differ in lightness too.
    private static let palette: JSONValue = [
        "#0072B2", "#E69F00", "#56B4E9", "#D55E00", "#009E73", "#F0E442", "#CC79A7", "#94a3b8",
    ]
}
