import Profiles

/// Puts the rows of a trace of rates together.
struct RateBuilder {
    /// At 16 bytes a row: a month and a half of seconds, seven years of minutes.
    static let maximumRows = 4_000_000

    private(set) var points: [RateTrace.Point] = []

    /// Takes a row that follows those so far.
    mutating func add(_ seconds: Double, rate: Double, _ field: StaticString) throws(RecordFault) {
        if let last = points.last, !(seconds > last.seconds) {
            throw RecordFault(
                kind: .outOfOrder, message: "\(field): must ascend, but \(seconds) follows \(last.seconds)")
        }
        try append(seconds, rate)
    }

    /// Takes a row that holds for `step`; between the rows so far and this one there were no requests.
    mutating func add(_ seconds: Double, rate: Double, for step: Double, _ field: StaticString) throws(RecordFault) {
        // The end of the row before is the start of this one where nothing is missing.
        if let end = points.last, seconds < end.seconds + step * 1e-6 {
            guard seconds > end.seconds - step / 2 else {
                throw RecordFault(
                    kind: .outOfOrder,
                    message:
                        "\(field): must ascend by \(step) s, but \(seconds) is before \(end.seconds), where the row "
                        + "before ends")
            }
            points.removeLast()
        }
        try append(seconds, rate)
        try append(seconds + step, 0)
    }

    private mutating func append(_ seconds: Double, _ rate: Double) throws(RecordFault) {
        guard points.count < Self.maximumRows else {
            throw RecordFault(
                kind: .outOfRange, message: "more than \(Self.maximumRows) rates; give a coarser step",
                endsReading: true)
        }
        points.append(RateTrace.Point(seconds: seconds, requestsPerSecond: rate))
    }

    /// The trace, its first row at 0.
    func trace(file: String) throws(ScaleSimError) -> RateTrace {
        let origin = points.first?.seconds ?? 0
        do {
            return try RateTrace(
                points: points.map { .init(seconds: $0.seconds - origin, requestsPerSecond: $0.requestsPerSecond) })
        } catch {
            throw ScaleSimError(.badInput, error.reason, at: .init(file: file))
        }
    }
}
