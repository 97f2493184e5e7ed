import Profiles

/// The boot times of one image on one technology, as a chart shows them.
package struct BootTimeSeries: Sendable {
    package var image: String
    package var technology: Technology
    /// Seconds to the first response, one a trial that answered.
    package var values: [Double]
    /// Trials that timed out: they count below the curve, which therefore ends short of 1.
    package var censored: Int
    /// The fitted distribution function, as points (seconds, probability) in ascending order; empty without a fit.
    package var fit: [(seconds: Double, probability: Double)]

    package init(
        image: String, technology: Technology, values: [Double], censored: Int,
        fit: [(seconds: Double, probability: Double)]
    ) {
        self.image = image
        self.technology = technology
        self.values = values
        self.censored = censored
        self.fit = fit
    }
}

/// Empirical distribution functions of boot times by image and technology, with the fitted curves over them.
package enum BootTimeChart {
    /// One panel an image; seconds on a logarithmic axis, since technologies lie orders of magnitude apart.
    package static func specification(_ series: [BootTimeSeries]) -> JSONValue {
        var images: [String] = []
        for one in series where !images.contains(one.image) { images.append(one.image) }
        return [
            "vconcat": .array(images.map { image in panel(image, series.filter { $0.image == image }) }),
            "spacing": 24,
            "resolve": ["scale": ["x": "shared"]],
        ]
    }

    /// Colours keep their technology from chart to chart, and differ for colour-blind readers (Okabe and Ito).
    package static let technologyScale: JSONValue = [
        "domain": .array(Technology.allCases.map { .string($0.label) }),
        "range": ["#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00"],
    ]

    private static func panel(_ image: String, _ series: [BootTimeSeries]) -> JSONValue {
        let colour: JSONValue = [
            "field": "technology", "type": "nominal", "title": nil, "scale": technologyScale,
            "legend": ["values": .array(series.map { .string($0.technology.label) })],
        ]
        let horizontal: JSONValue = [
            "field": "seconds", "type": "quantitative", "title": "time to first response (s)",
            "scale": ["type": "log", "nice": true], "axis": ["format": "~g", "grid": true],
        ]
        let vertical: JSONValue = [
            "field": "share", "type": "quantitative", "title": "share of trials", "scale": ["domain": [0, 1]],
            "axis": ["format": "%", "tickCount": 5],
        ]
        return [
            "title": .string(image), "width": 620, "height": 150,
            "layer": [
                [
                    "data": ["values": .array(series.flatMap(steps))],
                    "mark": ["type": "line", "interpolate": "step-after", "strokeWidth": 2],
                    "encoding": ["x": horizontal, "y": vertical, "color": colour],
                ],
                [
                    "data": ["values": .array(series.flatMap(trials))],
                    "mark": ["type": "point", "filled": true, "size": 18],
                    "encoding": [
                        "x": horizontal, "y": vertical, "color": colour,
                        "tooltip": [
                            ["field": "technology", "type": "nominal"],
                            ["field": "seconds", "type": "quantitative", "format": ".4f"],
                            ["field": "share", "type": "quantitative", "format": ".0%"],
                        ],
                    ],
                ],
                [
                    "data": ["values": .array(series.flatMap(fitted))],
                    "mark": ["type": "line", "strokeDash": [4, 3], "strokeWidth": 1.2, "opacity": 0.9],
                    "encoding": ["x": horizontal, "y": vertical, "color": colour],
                ],
            ],
        ]
    }

    private static func trials(_ series: BootTimeSeries) -> [JSONValue] {
        let trials = Double(series.values.count + series.censored)
        return series.values.sorted().enumerated().map { index, seconds in
            row(series, seconds, Double(index + 1) / trials)
        }
    }

    private static func steps(_ series: BootTimeSeries) -> [JSONValue] {
        guard let first = series.values.min() else { return [] }
        return [row(series, first, 0)] + trials(series)
    }

    private static func fitted(_ series: BootTimeSeries) -> [JSONValue] {
        series.fit.map { row(series, $0.seconds, $0.probability) }
    }

    private static func row(_ series: BootTimeSeries, _ seconds: Double, _ share: Double) -> JSONValue {
        ["technology": .string(series.technology.label), "seconds": .number(seconds), "share": .number(share)]
    }
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
