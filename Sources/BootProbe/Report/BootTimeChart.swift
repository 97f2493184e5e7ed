import Profiles

/// Empirical distribution functions of boot times by image and technology, with the fitted curves over them.
package enum BootTimeChart {
    /// One chart an image, all on the same axis of seconds, which is logarithmic where times lie far apart.
    package static func specifications(_ series: [BootTimeSeries]) -> [JSONValue] {
        let scale = ChartScale(series.flatMap { $0.answers.map(\.upper) + $0.censored })
        let known = series.filter { !$0.answers.isEmpty || !$0.censored.isEmpty }
        return known.map(\.image).uniqued().map { image in
            panel(image, known.filter { $0.image == image }, scale)
        }
    }

    package static func caption(_ series: [BootTimeSeries]) -> String {
        let scale = ChartScale(series.flatMap { $0.answers.map(\.upper) + $0.censored })
        var sentences = [
            "Every trial that answered is a dot on the line, the share of starts that had answered by then."
        ]
        if series.contains(where: { !$0.fit.isEmpty }) { sentences.append("The dashed line is the chosen fit.") }
        if series.contains(where: { !$0.censored.isEmpty }) {
            sentences.append("A triangle is a trial that was given up without an answer: it took longer than that.")
        }
        if scale.isLogarithmic { sentences.append("Note the logarithmic axis.") }
        return sentences.joined(separator: " ")
    }

    /// Colours keep their technology from chart to chart, and differ for colour-blind readers (Okabe and Ito).
    package static let technologyScale: JSONValue = [
        "domain": .array(Technology.allCases.map { .string($0.label) }),
        "range": ["#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00"],
    ]

    private static func panel(_ image: String, _ series: [BootTimeSeries], _ scale: ChartScale) -> JSONValue {
        let colours = SeriesColours(series.map(\.key))
        let vertical: JSONValue = [
            "field": "share", "type": "quantitative", "title": "share of starts", "scale": ["domain": [0, 1]],
            "axis": ["format": "%", "tickCount": 5],
        ]
        let place: [String: JSONValue] = [
            "x": [
                "field": "seconds", "type": "quantitative", "title": "time to first response (s)",
                "scale": scale.specification, "axis": scale.axis,
            ],
            "y": vertical, "color": colours.channel(),
        ]
        func layer(_ rows: [JSONValue], _ mark: JSONValue, _ more: [String: JSONValue] = [:]) -> JSONValue {
            [
                "data": ["values": .array(rows)], "mark": mark,
                "encoding": .object(place.merging(more) { _, new in new }),
            ]
        }
        let tooltip: JSONValue = [
            ["field": "series", "type": "nominal"],
            ["field": "seconds", "type": "quantitative", "format": ".4f"],
            ["field": "share", "type": "quantitative", "format": ".0%"],
            ["field": "outcome", "type": "nominal"],
        ]
        return [
            "title": .string(image), "width": "container", "height": 180,
            "layer": [
                layer(
                    series.flatMap { trials($0, scale, colours.label($0.key)) }, ["type": "rule", "opacity": 0.35],
                    ["x2": ["field": "least"]]),
                layer(
                    series.flatMap { steps($0, colours.label($0.key)) },
                    ["type": "line", "interpolate": "step-after", "strokeWidth": 2]),
                layer(
                    series.flatMap { trials($0, scale, colours.label($0.key)) },
                    ["type": "point", "filled": true, "size": 18, "opacity": 1],
                    ["tooltip": tooltip]),
                layer(
                    series.flatMap { givenUp($0, colours.label($0.key)) },
                    ["type": "point", "shape": "triangle-right", "size": 60, "opacity": 0.8], ["tooltip": tooltip]),
                layer(
                    series.flatMap { fitted($0, colours.label($0.key)) },
                    ["type": "line", "strokeDash": [4, 3], "strokeWidth": 1.2, "clip": true]),
            ],
        ]
    }

    private static func trials(_ series: BootTimeSeries, _ scale: ChartScale, _ label: String) -> [JSONValue] {
        zip(series.answers, series.shares).map { answer, share in
            row(label, answer.upper, share, ["least": .number(scale.clamped(answer.lower)), "outcome": "answered"])
        }
    }

    /// From no answer at the first answer's time to the last time that anything is known of.
    private static func steps(_ series: BootTimeSeries, _ label: String) -> [JSONValue] {
        guard let first = series.answers.first, let last = series.answers.last else { return [] }
        let end = max(last.upper, series.censored.last ?? 0)
        return [row(label, first.upper, 0)] + zip(series.answers, series.shares).map { row(label, $0.upper, $1) }
            + [row(label, end, series.shares.last ?? 0)]
    }

    private static func givenUp(_ series: BootTimeSeries, _ label: String) -> [JSONValue] {
        series.censored.map { row(label, $0, series.share(at: $0), ["outcome": "given up"]) }
    }

    private static func fitted(_ series: BootTimeSeries, _ label: String) -> [JSONValue] {
        series.fit.map { row(label, $0.seconds, $0.probability) }
    }

    private static func row(
        _ label: String, _ seconds: Double, _ share: Double, _ more: [String: JSONValue] = [:]
    ) -> JSONValue {
        .object(
            [
                "series": .string(label), "seconds": .number(seconds), "share": .number(share),
            ].merging(more) { _, new in new })
    }
}

extension BootTimeSeries {
    fileprivate var key: SeriesColours.Key { SeriesColours.Key(technology: technology, condition: condition) }
}

extension Technology {
    /// As people read it in tables and charts.
    package var label: String {
        switch self {
        case .process, .container, .unikernel: rawValue
        case .vm: "VM"
        case .microvm: "microVM"
        }
    }
}
