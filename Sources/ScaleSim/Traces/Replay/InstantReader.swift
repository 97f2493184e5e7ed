/// The instants of a trace, ascending, in nanoseconds on its own clock.
package protocol InstantReader: Sendable {
    mutating func next() throws(ScaleSimError) -> Int64?
    var skipped: SkippedRecords { get }
}

/// The longest trace: from its first request to its last, in seconds; 31 years, of which nanoseconds add up within Int64.
let longestTraceSeconds: Int64 = 1_000_000_000

/// Records that say the instant to a fraction of a second; they must ascend.
struct ExactInstants<Source: RecordSource>: InstantReader {
    private var source: Source
    /// What messages call the instant, and what to do where it goes back.
    private let field: String
    private let remedy: String
    private var last = Int64.min
    private var first: Int64?

    init(_ source: Source, field: String, remedy: String) {
        self.source = source
        self.field = field
        self.remedy = remedy
    }

    var skipped: SkippedRecords { source.skipped }

    mutating func next() throws(ScaleSimError) -> Int64? {
        while let instant = try source.next() {
            guard instant >= last else {
                let back = TraceWording.seconds(last - instant)
                try source.reject(
                    RecordFault(kind: .outOfOrder, message: "\(field): goes back in time by \(back) s; \(remedy)"))
                continue
            }
            guard instant - (first ?? instant) <= longestTraceSeconds * 1_000_000_000 else {
                try source.reject(TraceWording.tooLong(field))
                continue
            }
            if first == nil { first = instant }
            last = instant
            return instant
        }
        return nil
    }
}

enum TraceWording {
    static func tooLong(_ field: String) -> RecordFault {
        RecordFault(kind: .outOfRange, message: "\(field): more than 31 years after the first request")
    }

    /// Nanoseconds as seconds in plain decimals: `1.5`.
    static func seconds(_ nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let fraction = String(magnitude % 1_000_000_000)
        let padded = String(repeating: "0", count: 9 - fraction.count) + fraction
        let digits = padded.reversed().drop { $0 == "0" }.reversed()
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / 1_000_000_000)" + (digits.isEmpty ? "" : ".\(String(digits))")
    }
}
