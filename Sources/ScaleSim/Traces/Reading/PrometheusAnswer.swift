import UserInput

/// The answer of Prometheus to `query_range`, a matrix, sample by sample.
///
/// https://prometheus.io/docs/prometheus/latest/querying/api/
struct PrometheusAnswer {
    private let source: TraceBytes
    private let lenient: Bool
    private let unit: StaticString
    private let most: Double
    private var sawResult = false
    /// Labels by series, as far as `read` has come.
    private(set) var labels: [[String: String]] = []
    private(set) var skipped = SkippedRecords()

    /// - Parameters:
    ///   - unit: of the values, for messages.
    ///   - most: values above are refused, as negative ones are.
    init(_ source: TraceBytes, lenient: Bool, unit: StaticString, most: Double) {
        self.source = source
        self.lenient = lenient
        self.unit = unit
        self.most = most
    }

    typealias Take = (_ series: Int, _ milliseconds: Int64, _ value: Double) throws(RecordFault) -> Void

    /// Hands every sample to `take`, ascending within a series; times are since 1970.
    mutating func read(_ take: Take) throws(ScaleSimError) {
        var cursor = JSONCursor(source)
        try cursor.object("the file") { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "status": try Self.check(&cursor, "status", is: "success")
            case "data": try readData(&cursor, take)
            default: try cursor.skip(key.quoted)
            }
        }
        try cursor.finish()
        guard sawResult else {
            throw ScaleSimError(
                .badInput, "data.result: is missing; expected Prometheus' answer to query_range",
                at: .init(file: source.name))
        }
    }

    private static func check(_ cursor: inout JSONCursor, _ path: String, is wanted: String) throws(ScaleSimError) {
        let found = try cursor.scalar(path)
        guard found == wanted else {
            throw cursor.error("\(path): expected \(wanted.quoted), found \(found.quoted)")
        }
    }

    private mutating func readData(_ cursor: inout JSONCursor, _ take: Take) throws(ScaleSimError) {
        try cursor.object("data") { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "resultType": try Self.check(&cursor, "data.resultType", is: "matrix")
            case "result":
                sawResult = true
                try cursor.list("data.result") { (cursor, index) throws(ScaleSimError) in
                    labels.append([:])
                    try readSeries(&cursor, index, take)
                }
            default: try cursor.skip("data.\(key.onOneLine)")
            }
        }
    }

    private mutating func readSeries(
        _ cursor: inout JSONCursor, _ series: Int, _ take: Take
    ) throws(ScaleSimError) {
        let path = "data.result[\(series)]"
        try cursor.object(path) { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "metric":
                try cursor.object("\(path).metric") { (cursor, label) throws(ScaleSimError) in
                    labels[series][label] = try cursor.scalar("\(path).metric.\(label.prefix(60).onOneLine)")
                }
            case "values":
                var last = Int64.min
                try cursor.list("\(path).values") { (cursor, index) throws(ScaleSimError) in
                    try readSample(&cursor, "\(path).values[\(index)]", series, after: &last, take)
                }
            case "value": throw cursor.error("\(path).value: expected values; ask query_range, not query")
            default: try cursor.skip("\(path).\(key.prefix(60).onOneLine)")
            }
        }
    }

    private mutating func readSample(
        _ cursor: inout JSONCursor, _ path: String, _ series: Int, after last: inout Int64, _ take: Take
    ) throws(ScaleSimError) {
        var texts: [String] = []
        try cursor.list(path) { (cursor, index) throws(ScaleSimError) in
            let text = try cursor.scalar("\(path)[\(index)]")
            if texts.count < 3 { texts.append(text) }
        }
        do throws(RecordFault) {
            guard texts.count == 2 else {
                throw RecordFault(kind: .malformed, message: "expected a timestamp and a value")
            }
            let seconds = try Self.number(texts[0], "timestamp", "seconds", most: TraceText.latestSeconds)
            let value = try Self.number(texts[1], "value", unit, most: most)
            let time = Int64((seconds * 1000).rounded())
            guard time > last else {
                throw RecordFault(kind: .outOfOrder, message: "timestamp: must ascend, but \(seconds) does not")
            }
            try take(series, time, value)
            last = time
        } catch {
            try skipped.leaveOut(error, cursor.error("\(path): \(error.message)"), lenient: lenient)
        }
    }

    private static func number(
        _ text: String, _ field: StaticString, _ unit: StaticString, most: Double
    ) throws(RecordFault) -> Double {
        let bytes = Array(text.utf8)
        return try TraceText.number(bytes.span, 0..<bytes.count, field, unit, most: most)
    }
}
