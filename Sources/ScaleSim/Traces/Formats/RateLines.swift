import Profiles
import UserInput

/// Traces of rates with a row for each.
struct RateLines {
    /// Of the formats with rows; `rate-list` has no header.
    private enum Layout {
        case rates, timestampRates, minuteCounts
        case list(step: Double)

        var headers: [String] {
            switch self {
            case .rates: ["seconds,requests_per_second"]
            case .timestampRates: ["timestamp,rate", "timestamp,requests_per_second"]
            case .minuteCounts: ["period,count"]
            case .list: []
            }
        }
    }

    private let source: TraceBytes
    private let layout: Layout
    private let lenient: Bool
    private var builder = RateBuilder()
    private var sawHeader = false
    /// Of a `rate-list`.
    private var rows = 0

    /// - Parameter step: of a `rate-list`, in seconds.
    init(_ source: TraceBytes, _ format: TraceFormat, step: Double, lenient: Bool) {
        self.source = source
        self.lenient = lenient
        layout =
            switch format {
            case .timestampRates: .timestampRates
            case .minuteCounts: .minuteCounts
            case .rateList: .list(step: step)
            default: .rates
            }
    }

    /// The header of a format, by which it is known.
    static func format(ofHeader line: String) -> TraceFormat? {
        if Layout.rates.headers.contains(line) { return .rates }
        if Layout.timestampRates.headers.contains(line) { return .timestampRates }
        return Layout.minuteCounts.headers.contains(line) ? .minuteCounts : nil
    }

    mutating func read() throws(ScaleSimError) -> (RateTrace, SkippedRecords) {
        var lines = LineStream(source)
        let skipped = try lines.takeAll(lenient: lenient) { (line) throws(RecordFault) in try take(line) }
        if case .timestampRates = layout { try endLastRow() }
        return (try builder.trace(file: source.name), skipped)
    }

    /// The last rate holds as long as the one before.
    private mutating func endLastRow() throws(ScaleSimError) {
        guard builder.points.count >= 2 else { return }
        let last = builder.points[builder.points.count - 1].seconds
        let end = last + last - builder.points[builder.points.count - 2].seconds
        do throws(RecordFault) {
            try builder.add(end, rate: 0, "timestamp")
        } catch {
            throw ScaleSimError(.badInput, error.message, at: .init(file: source.name))
        }
    }

    private mutating func take(_ line: Span<UInt8>) throws(RecordFault) {
        if !sawHeader, !layout.headers.isEmpty {
            try Self.check(header: line, layout)
            sawHeader = true
            return
        }
        var position = 0
        let first = TraceText.cell(line, &position)
        if case .list(let step) = layout {
            guard position > line.count else { throw Self.wrongColumns(line, "one rate a line") }
            let rate = try TraceText.number(line, first, "rate", "requests per second", most: TraceText.highestRate)
            try builder.add(Double(rows) * step, rate: rate, for: step, "rate")
            rows += 1
            return
        }
        guard position <= line.count else { throw Self.wrongColumns(line, "two columns") }
        let second = TraceText.cell(line, &position)
        guard position > line.count else { throw Self.wrongColumns(line, "two columns") }
        try take(line, first, second)
    }

    private mutating func take(_ line: Span<UInt8>, _ time: Range<Int>, _ value: Range<Int>) throws(RecordFault) {
        switch layout {
        case .timestampRates:
            let rate = try TraceText.number(line, value, "rate", "requests per second", most: TraceText.highestRate)
            try builder.add(try Self.timestamp(line, time, "timestamp"), rate: rate, "timestamp")
        case .minuteCounts:
            let count = try TraceText.count(line, value, "count", most: 60_000_000_000)
            try builder.add(try Self.timestamp(line, time, "period"), rate: Double(count) / 60, for: 60, "period")
        case .rates, .list:
            let seconds = try TraceText.number(line, time, "seconds", "seconds", most: Double(longestTraceSeconds))
            guard !builder.points.isEmpty || seconds == 0 else {
                throw RecordFault(
                    kind: .outOfOrder, message: "seconds: the first row must be at 0, but is at \(seconds)")
            }
            let rate = try TraceText.number(
                line, value, "requests_per_second", "requests per second", most: TraceText.highestRate)
            try builder.add(seconds, rate: rate, "seconds")
        }
    }

    /// Seconds, as a number or as a date and time.
    private static func timestamp(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString
    ) throws(RecordFault) -> Double {
        if let instant = CalendarTime.nanoseconds(line, cell) { return Double(instant) / 1e9 }
        return try TraceText.number(
            line, cell, field, "seconds, or a time such as 1998-06-10 12:00:00", most: TraceText.latestSeconds)
    }

    private static func check(header line: Span<UInt8>, _ layout: Layout) throws(RecordFault) {
        let text = TraceText.string(line, 0..<line.count)
        guard layout.headers.contains(text) else {
            let expected = layout.headers.map { "`\($0)`" }.joined(separator: " or ")
            throw RecordFault(
                kind: .malformed, message: "expected the header \(expected), found \(text.quoted)", endsReading: true)
        }
    }

    private static func wrongColumns(_ line: Span<UInt8>, _ expectation: String) -> RecordFault {
        RecordFault(
            kind: .malformed, message: "expected \(expectation), found \(TraceText.quoted(line, 0..<line.count))")
    }
}
