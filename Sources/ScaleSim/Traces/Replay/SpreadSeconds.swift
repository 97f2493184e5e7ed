/// Records that say the second only: the requests of one second are spread over it, uniformly and independently.
///
/// A server writes a line when it has answered, but the time on it is that of the request, so that lines go back a
/// little. Seconds are held until the log is `tolerance` beyond them; a line that goes back further is out of order.
struct SpreadSeconds<Source: RecordSource>: InstantReader {
    private var source: Source
    private let field: String
    private let stream: RandomStream
    /// Requests of the seconds from `cursor` on, second `s` at `s` modulo the count.
    private var counts: ContiguousArray<Int>
    /// No second before this one has requests that are still to come.
    private var cursor: Int64 = 0
    private var latest: Int64?
    private var first: Int64 = 0
    /// A record for which there is room only when the seconds before it have been taken.
    private var held: Int64?
    private var sawEnd = false

    /// The second that is being spread: requests left, and where in it the last one was.
    private var second: Int64 = 0
    private var left = 0
    private var fraction = 0.0
    private var drawn: UInt64 = 0

    private let tolerance: Int64

    /// - Parameters:
    ///   - tolerance: seconds by which a record may be before the latest one so far.
    ///   - seed: decides where in its second a request falls.
    init(_ source: Source, field: String, tolerance: Int64, seed: UInt64) {
        self.source = source
        self.field = field
        self.tolerance = tolerance
        stream = RandomStream(seed: seed, purpose: .spreading)
        counts = ContiguousArray(repeating: 0, count: Int(tolerance) + 2)
    }

    var skipped: SkippedRecords { source.skipped }

    mutating func next() throws(ScaleSimError) -> Int64? {
        while left == 0 {
            if takeSecond() { break }
            if sawEnd { return nil }
            try read()
        }
        // Of n uniform points beyond x, the least is where its chance of being exceeded, (1 − u)^n, is a uniform draw;
        // Lurie and Hartley, "Machine-Generation of Order Statistics for Monte Carlo Computations", American
        // Statistician 26 (1972).
        fraction += (1 - fraction) * -exponentialMinusOne(naturalLogarithm(stream.uniform(drawn)) / Double(left))
        drawn += 1
        left -= 1
        return second * 1_000_000_000 + min(999_999_999, Int64(fraction * 1e9))
    }

    /// Begins the first second that has requests and can get no more; false where there is none.
    private mutating func takeSecond() -> Bool {
        guard let latest else { return false }
        let end = sawEnd ? latest + 1 : latest - tolerance
        // What is held has moved `latest` on, but its second is not in the ring.
        let last = min(end, cursor + Int64(counts.count))
        while cursor < last {
            let slot = slot(cursor)
            cursor += 1
            if counts[slot] > 0 {
                (second, left, fraction) = (cursor - 1, counts[slot], 0)
                counts[slot] = 0
                return true
            }
        }
        guard let held else { return false }
        // Now that the seconds before are gone, there is room for it.
        cursor = max(cursor, held - tolerance)
        self.held = nil
        counts[slot(held)] += 1
        return sawEnd ? takeSecond() : false
    }

    private func slot(_ second: Int64) -> Int {
        let remainder = Int(second % Int64(counts.count))
        return remainder < 0 ? remainder + counts.count : remainder
    }

    /// Reads records until a second is complete, or the end.
    private mutating func read() throws(ScaleSimError) {
        while held == nil {
            guard let record = try source.next() else {
                sawEnd = true
                return
            }
            guard let latest else {
                (first, self.latest, cursor) = (record, record, record - tolerance)
                counts[slot(record)] = 1
                continue
            }
            if record < latest - tolerance {
                let back = "\(field): goes back in time by \(latest - record) s, more than the \(tolerance) s by which "
                try source.reject(
                    RecordFault(kind: .outOfOrder, message: back + "lines of a log may be late; sort it"))
            } else if abs(record - first) > longestTraceSeconds {
                try source.reject(TraceWording.tooLong(field))
            } else if record <= latest {
                counts[slot(record)] += 1
            } else {
                self.latest = record
                if record - cursor < Int64(counts.count) {
                    counts[slot(record)] += 1
                } else {
                    held = record
                }
                if record - tolerance > cursor { return }
            }
        }
    }
}
