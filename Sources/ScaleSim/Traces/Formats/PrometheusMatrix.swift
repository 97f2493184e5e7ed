import Profiles
import UserInput

/// The answer of Prometheus to `query_range`, a matrix whose series are rates in requests per second; they are summed.
///
/// A sample holds from its timestamp for one step, the least distance of two timestamps; where samples are missing there
/// were no requests. https://prometheus.io/docs/prometheus/latest/querying/api/
struct PrometheusMatrix {
    private let source: TraceBytes
    private let lenient: Bool
    /// Sum of all series, by milliseconds since 1970.
    private var sums: [Int64: Double] = [:]
    private var sawResult = false
    private var skipped = SkippedRecords()

    init(_ source: TraceBytes, lenient: Bool) {
        self.source = source
        self.lenient = lenient
    }

    mutating func read() throws(ScaleSimError) -> (RateTrace, SkippedRecords) {
        var cursor = JSONCursor(source)
        try cursor.object("the file") { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "status": try Self.check(&cursor, "status", is: "success")
            case "data": try readData(&cursor)
            default: try cursor.skip(key.quoted)
            }
        }
        try cursor.finish()
        guard sawResult else {
            throw ScaleSimError(
                .badInput, "data.result: is missing; expected Prometheus' answer to query_range",
                at: .init(file: source.name))
        }
        return (try trace(), skipped)
    }

    private static func check(_ cursor: inout JSONCursor, _ path: String, is wanted: String) throws(ScaleSimError) {
        let found = try cursor.scalar(path)
        guard found == wanted else {
            throw cursor.error("\(path): expected \(wanted.quoted), found \(found.quoted)")
        }
    }

    private mutating func readData(_ cursor: inout JSONCursor) throws(ScaleSimError) {
        try cursor.object("data") { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "resultType": try Self.check(&cursor, "data.resultType", is: "matrix")
            case "result":
                sawResult = true
                try cursor.list("data.result") { (cursor, index) throws(ScaleSimError) in
                    try readSeries(&cursor, "data.result[\(index)]")
                }
            default: try cursor.skip("data.\(key.onOneLine)")
            }
        }
    }

    private mutating func readSeries(_ cursor: inout JSONCursor, _ path: String) throws(ScaleSimError) {
        try cursor.object(path) { (cursor, key) throws(ScaleSimError) in
            switch key {
            case "values":
                var last = Int64.min
                try cursor.list("\(path).values") { (cursor, index) throws(ScaleSimError) in
                    try readSample(&cursor, "\(path).values[\(index)]", after: &last)
                }
            case "value": throw cursor.error("\(path).value: expected values; ask query_range, not query")
            default: try cursor.skip("\(path).\(key.prefix(60).onOneLine)")
            }
        }
    }

    private mutating func readSample(
        _ cursor: inout JSONCursor, _ path: String, after last: inout Int64
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
            let seconds = try Self.number(texts[0], "timestamp", most: TraceText.latestSeconds)
            let rate = try Self.number(texts[1], "value", most: TraceText.highestRate)
            let time = Int64((seconds * 1000).rounded())
            guard time > last else {
                throw RecordFault(kind: .outOfOrder, message: "timestamp: must ascend, but \(seconds) does not")
            }
            guard sums.count < RateBuilder.maximumRows || sums[time] != nil else {
                throw RecordFault(
                    kind: .outOfRange, message: "more than \(RateBuilder.maximumRows) timestamps", endsReading: true)
            }
            last = time
            sums[time, default: 0] += rate
        } catch {
            try skipped.leaveOut(error, cursor.error("\(path): \(error.message)"), lenient: lenient)
        }
    }

    private static func number(_ text: String, _ field: StaticString, most: Double) throws(RecordFault) -> Double {
        let bytes = Array(text.utf8)
        return try TraceText.number(bytes.span, 0..<bytes.count, field, "seconds or requests per second", most: most)
    }

    private func trace() throws(ScaleSimError) -> RateTrace {
        let times = sums.keys.sorted()
        guard let step = zip(times, times.dropFirst()).map({ $1 - $0 }).min() else {
            throw ScaleSimError(
                .badInput, "data.result: expected samples of at least two timestamps, found \(times.count)",
                at: .init(file: source.name))
        }
        var builder = RateBuilder()
        do throws(RecordFault) {
            for time in times {
                // From the first sample, so that no digits are lost on the years since 1970.
                let seconds = Double(time - times[0]) / 1000
                let rate = min(sums[time] ?? 0, TraceText.highestRate)
                try builder.add(seconds, rate: rate, for: Double(step) / 1000, "timestamp")
            }
        } catch {
            throw ScaleSimError(.badInput, error.message, at: .init(file: source.name))
        }
        return try builder.trace(file: source.name)
    }
}
