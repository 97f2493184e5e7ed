import BootProbe
import Foundation
import ScaleSim

/// The quantile–quantile plot of live and simulated latencies: where the two distributions are the same, all points lie on
/// the diagonal.
struct QuantileChart {
    private let points: [QuantileComparison.Point]
    private let scale: ChartScale
    /// Largest error that is aimed at, by quantile.
    private let goals: [Double: Double]

    /// Quantiles with a name in the plot.
    private static let named = [0.5, 0.9, 0.95, 0.99]
    /// Half the width of the band, as a share: the goal for the median.
    private static let band = 0.1

    /// Nil where nothing was answered in no time at all, which a logarithmic axis cannot show.
    init?(_ report: ValidationReport) {
        guard let latencies = report.latencies else { return nil }
        points = latencies.points.filter { $0.first > 0 && $0.second > 0 }
        if points.isEmpty { return nil }
        scale = ChartScale(logarithmic: points.flatMap { [1000 * $0.first, 1000 * $0.second] })
        goals = Dictionary(
            uniqueKeysWithValues: Self.named.compactMap { quantile in
                let row = report.rows.first { $0.figure == "latency, \(Self.name(quantile))" }
                return row?.goal.map { (quantile, $0) }
            })
    }

    static let caption = """
        Each dot is a quantile, from 1 % to 99.9 %: live to the right, simulated upwards, both axes logarithmic. On the dashed \
        diagonal both are the same; the band around it is ±10 %, and the bars at p50, p95 and p99 are their goals.
        """

    var specification: JSONValue {
        [
            "width": "container", "height": 380, "usermeta": ["maxWidth": 520],
            "layer": .array([bandLayer, diagonal, goalBars, dots, marks] + [true, false].map(labels(onLeft:))),
        ]
    }

    // MARK: Layers

    private static func axis(_ scale: ChartScale, _ field: String, _ title: JSONValue) -> JSONValue {
        [
            "field": .string(field), "type": "quantitative", "title": title, "scale": scale.specification,
            "axis": scale.axis,
        ]
    }

    private func layer(
        _ values: [JSONValue], _ mark: JSONValue, _ more: [String: JSONValue] = [:]
    ) -> JSONValue {
        let place: [String: JSONValue] = [
            "x": Self.axis(scale, "live", "live latency (ms)"),
            "y": Self.axis(scale, "simulated", "simulated latency (ms)"),
        ]
        return [
            "data": ["values": .array(values)], "mark": mark,
            "encoding": .object(place.merging(more) { _, new in new }),
        ]
    }

    private var corners: [Double] { [scale.domain.lowerBound, scale.domain.upperBound] }

    private var bandLayer: JSONValue {
        layer(
            corners.map { corner in
                [
                    "live": .number(corner), "simulated": .number(corner * (1 - Self.band)),
                    "upper": .number(corner * (1 + Self.band)),
                ]
            }, ["type": "area", "color": "#0072B2", "opacity": 0.12, "clip": true], ["y2": ["field": "upper"]])
    }

    private var diagonal: JSONValue {
        layer(
            corners.map { ["live": .number($0), "simulated": .number($0)] },
            ["type": "line", "color": "#94a3b8", "strokeDash": [4, 4], "strokeWidth": 1.2])
    }

    /// What the simulated quantile may be.
    private var goalBars: JSONValue {
        layer(
            named.compactMap { point in
                goals[point.quantile].map { goal in
                    [
                        "live": .number(1000 * point.first), "simulated": .number(1000 * point.first * (1 - goal)),
                        "upper": .number(1000 * point.first * (1 + goal)),
                    ]
                }
            }, ["type": "rule", "strokeWidth": 2, "color": "#475569", "clip": true], ["y2": ["field": "upper"]])
    }

    private var dots: JSONValue {
        layer(
            points.map(Self.row), ["type": "circle", "size": 22, "opacity": 0.9, "color": "#D55E00"],
            ["tooltip": Self.tooltip])
    }

    private var marks: JSONValue {
        layer(
            named.map(Self.row),
            ["type": "point", "filled": true, "size": 70, "opacity": 1, "color": "#D55E00", "stroke": "#fff"],
            ["tooltip": Self.tooltip])
    }

    /// Away from the diagonal, where the dots are not, but not beyond the right edge.
    private func labels(onLeft: Bool) -> JSONValue {
        let shown = labelled.filter { label in
            // A character is about a thirtieth of a narrow plot.
            let isNearEdge = place(label.at.first) + 0.03 * Double(label.text.count) > 1
            return (label.at.second >= label.at.first || isNearEdge) == onLeft
        }
        return layer(
            shown.map { label in
                [
                    "label": .string(label.text), "live": .number(1000 * label.at.first),
                    "simulated": .number(1000 * label.at.second),
                ]
            },
            [
                "type": "text", "align": onLeft ? "right" : "left", "dx": onLeft ? -9 : 9, "dy": onLeft ? -9 : 9,
                "fontSize": 12, "fontWeight": "bold", "color": "#0f172a",
            ], ["text": ["field": "label"]])
    }

    /// The named quantiles; those that lie so close that their names would cover each other share one.
    private var labelled: [(text: String, at: QuantileComparison.Point)] {
        var labels: [(text: String, at: QuantileComparison.Point)] = []
        for point in named {
            if let last = labels.last, isClose(last.at, point) {
                labels[labels.count - 1] = ("\(last.text), \(Self.name(point.quantile))", point)
            } else {
                labels.append((Self.name(point.quantile), point))
            }
        }
        return labels
    }

    private func isClose(_ one: QuantileComparison.Point, _ other: QuantileComparison.Point) -> Bool {
        max(abs(place(one.first) - place(other.first)), abs(place(one.second) - place(other.second))) < 0.07
    }

    /// Of a latency in seconds on the axes, from 0 to 1.
    private func place(_ seconds: Double) -> Double {
        log(1000 * seconds / scale.domain.lowerBound) / log(scale.domain.upperBound / scale.domain.lowerBound)
    }

    // MARK: Rows

    private var named: [QuantileComparison.Point] { points.filter { Self.named.contains($0.quantile) } }

    private static let tooltip: JSONValue = [
        ["field": "quantile", "type": "nominal"],
        ["field": "live", "type": "quantitative", "format": ".4~g", "title": "live (ms)"],
        ["field": "simulated", "type": "quantitative", "format": ".4~g", "title": "simulated (ms)"],
        ["field": "error", "type": "quantitative", "format": "+.1%"],
    ]

    private static func row(_ point: QuantileComparison.Point) -> JSONValue {
        [
            "quantile": .string(name(point.quantile)), "live": .number(1000 * point.first),
            "simulated": .number(1000 * point.second), "error": .number(point.second / point.first - 1),
        ]
    }

    /// `p50`, `p99.9`.
    private static func name(_ quantile: Double) -> String {
        let tenths = Int((1000 * quantile).rounded())
        return tenths % 10 == 0 ? "p\(tenths / 10)" : "p\(tenths / 10).\(tenths % 10)"
    }
}
