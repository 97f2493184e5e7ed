import Profiles

/// The colours by which a chart tells the series of one image apart: a technology keeps its own from chart to chart
/// where each was measured under one condition; else every technology and condition has one.
struct SeriesColours {
    /// A technology under a condition.
    struct Key: Hashable {
        var technology: Technology
        var condition: LaunchCondition
    }

    /// After Okabe and Ito: they differ for colour-blind readers.
    private static let palette: [JSONValue] = [
        "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#94a3b8", "#7c3aed", "#a16207", "#0f172a",
    ]

    private let keys: [Key]
    private let hasConditions: Bool

    init(_ keys: [Key]) {
        self.keys = keys.uniqued()
        hasConditions = Set(keys.map(\.technology)).count < Set(keys).count
    }

    func label(_ key: Key) -> String {
        guard hasConditions else { return key.technology.label }
        return key.technology.label + (key.condition == .standard ? "" : ", \(key.condition)")
    }

    /// The channel that colours rows by their field `series`.
    func channel(symbol: JSONValue = "stroke") -> JSONValue {
        let labels = keys.map { JSONValue.string(label($0)) }
        let scale: JSONValue =
            hasConditions
            ? [
                "domain": .array(labels),
                "range": .array(keys.indices.map { Self.palette[$0 % Self.palette.count] }),
            ] : BootTimeChart.technologyScale
        return [
            "field": "series", "type": "nominal", "title": nil, "scale": scale,
            "legend": [
                "values": .array(labels), "symbolType": symbol, "symbolOpacity": 1, "labelLimit": 300,
                "symbolStrokeWidth": symbol == "stroke" ? 3 : 0, "columns": hasConditions ? 2 : 4,
            ],
        ]
    }
}
