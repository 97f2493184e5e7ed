import BootProbe
import Profiles

/// Table 4 as a picture: every trial of every system, the median with its interval, and the paper's number.
enum StartUpChart {
    static let caption = """
        Figure for Table 4. Each dot is a start that was measured here; the bar is the median, the band around it the \
        interval that holds it with 95 % confidence, a triangle a trial that was given up. The diamond is the paper's \
        number, from other hardware. Note the logarithmic axis.
        """

    /// One chart a service, all on one axis.
    static func specifications(of table: StartUpTable) -> [JSONValue] {
        let scale = scale(of: table)
        return StartUpTable.services.indices.map { panel(table, service: $0, scale) }
    }

    private static func scale(of table: StartUpTable) -> JSONValue {
        var seconds: [Double] = []
        for cell in table.rows.flatMap(\.cells) {
            seconds += cell.entry.startUpSeconds + cell.entry.givenUpSeconds
            if let published = cell.published { seconds.append(published) }
        }
        guard let least = seconds.min(), let most = seconds.max() else { return ["type": "log"] }
        return ["type": "log", "nice": false, "domain": [.number(least / 1.4), .number(most * 1.4)]]
    }

    private static func panel(_ table: StartUpTable, service: Int, _ scale: JSONValue) -> JSONValue {
        let horizontal: JSONValue = [
            "field": "seconds", "type": "quantitative", "title": "time to first response (s)", "scale": scale,
            "axis": ["format": "~g", "tickCount": 8],
        ]
        let names = JSONValue.array(table.rows.map { .string($0.name) })
        let vertical: JSONValue = [
            "field": "system", "type": "nominal", "title": nil, "sort": names, "scale": ["domain": names],
            "axis": ["labelLimit": 220, "grid": true],
        ]
        func layer(_ values: [JSONValue], _ mark: JSONValue, _ more: [String: JSONValue] = [:]) -> JSONValue {
            let place: [String: JSONValue] = ["x": horizontal, "y": vertical]
            return [
                "data": ["values": .array(values)], "mark": mark,
                "encoding": .object(place.merging(more) { _, new in new }),
            ]
        }
        let colour: [String: JSONValue] = ["color": ["field": "colour", "type": "nominal", "scale": nil]]
        let rows = table.rows.map { Line($0.name, $0.system, $0.cells[service]) }
        return [
            "title": .string(StartUpTable.services[service].rawValue), "width": "container",
            "height": .integer(26 * table.rows.count),
            "layer": [
                layer(
                    rows.flatMap(\.interval), ["type": "rule", "strokeWidth": 9, "opacity": 0.25],
                    colour.merging(["x2": ["field": "upper"]]) { $1 }),
                layer(rows.flatMap(\.dots), ["type": "circle", "size": 34, "opacity": 0.6], colour),
                layer(
                    rows.flatMap(\.givenUp), ["type": "point", "shape": "triangle-right", "size": 60], colour),
                layer(
                    rows.flatMap(\.lack), ["type": "text", "align": "left", "fontSize": 11, "color": "#64748b"],
                    ["x": ["value": 8], "text": ["field": "word"]]),
                layer(rows.flatMap(\.median), ["type": "tick", "thickness": 3, "size": 17, "color": "#0f172a"]),
                layer(
                    rows.flatMap(\.published),
                    [
                        "type": "point", "shape": "diamond", "size": 90, "filled": false, "color": "#0f172a",
                        "strokeWidth": 2,
                    ],
                    ["tooltip": [["field": "seconds", "type": "quantitative", "title": "the paper (s)"]]]),
            ],
        ]
    }

    /// What one row shows.
    private struct Line {
        private let name: String
        private let system: PaperSystem
        private let cell: StartUpTable.Cell

        init(_ name: String, _ system: PaperSystem, _ cell: StartUpTable.Cell) {
            self.name = name
            self.system = system
            self.cell = cell
        }

        var dots: [JSONValue] { cell.entry.startUpSeconds.map { mark($0) } }
        var givenUp: [JSONValue] { cell.entry.givenUpSeconds.map { mark($0) } }
        var published: [JSONValue] { cell.published.map { [mark($0)] } ?? [] }
        var median: [JSONValue] { cell.entry.startUp?.median?.seconds.map { [mark($0)] } ?? [] }

        /// Why there is no dot.
        var lack: [JSONValue] {
            guard dots.isEmpty, givenUp.isEmpty else { return [] }
            let word: JSONValue = cell.entry.absence == nil ? "failed here" : "absent here"
            return [["system": .string(name), "word": word]]
        }

        var interval: [JSONValue] {
            guard let median = cell.entry.startUp?.median, let lower = median.lower, let upper = median.upper else {
                return []
            }
            return [mark(lower, ["upper": .number(upper)])]
        }

        private func mark(_ seconds: Double, _ more: [String: JSONValue] = [:]) -> JSONValue {
            .object(
                [
                    "system": .string(name), "seconds": .number(seconds), "colour": PaperColours.colour(of: system),
                ].merging(more) { _, new in new })
        }
    }
}
