import Profiles

/// The answer of Prometheus to `query_range`, a matrix whose series are rates in requests per second; they are summed.
///
/// A sample holds from its timestamp for one step, the least distance of two timestamps; where samples are missing there
/// were no requests.
struct PrometheusMatrix {
    private let source: TraceBytes
    private let lenient: Bool
    /// Sum of all series, by milliseconds since 1970.
    private var sums: [Int64: Double] = [:]

    init(_ source: TraceBytes, lenient: Bool) {
        self.source = source
        self.lenient = lenient
    }

    mutating func read() throws(ScaleSimError) -> (RateTrace, SkippedRecords) {
        var answer = PrometheusAnswer(
            source, lenient: lenient, unit: "requests per second", most: TraceText.highestRate)
        var sums: [Int64: Double] = [:]
        try answer.read { (_, time, rate) throws(RecordFault) in
            guard sums.count < RateBuilder.maximumRows || sums[time] != nil else {
                throw RecordFault(
                    kind: .outOfRange, message: "more than \(RateBuilder.maximumRows) timestamps", endsReading: true)
            }
            sums[time, default: 0] += rate
        }
        self.sums = sums
        return (try trace(), answer.skipped)
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
