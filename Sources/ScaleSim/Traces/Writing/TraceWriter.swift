import Profiles

/// Writes traffic as a trace, one request or one step at a time.
public struct TraceWriter: Sendable {
    /// What is written.
    public enum Content: Sendable, Equatable {
        /// One arrival a line, in seconds: the format `arrivals`.
        case arrivals
        /// Requests per second over steps: the format `rates`. A run of steps without requests is one row.
        case rates(step: SimTime)
    }

    public var content: Content
    /// Decides what is drawn; the same seed in a scenario draws the same in its first replication.
    public var seed: UInt64

    /// Some gigabytes.
    private static let mostRows = 1e8

    public init(_ content: Content, seed: UInt64 = 1) {
        self.content = content
        self.seed = seed
    }

    /// Writes `traffic` to the file at `path`, or to standard output for `-`; the file is there only once it is whole.
    public func write(_ traffic: Scenario.Traffic, to path: String) throws(ScaleSimError) {
        try write(traffic, to: OutputFile(path))
    }

    /// Writes `traffic` to `output` and finishes it.
    package func write(_ traffic: Scenario.Traffic, to output: OutputFile) throws(ScaleSimError) {
        if case .rates(let step) = content, traffic.duration.seconds / step.seconds > Self.mostRows {
            throw ScaleSimError(
                .usage, "steps of \(step.seconds) s are more than \(Int(Self.mostRows)) rows; give a longer step")
        }
        if case .rates(let trace) = traffic, case .rates(let step) = content {
            try RateRows(step: step.nanoseconds, end: traffic.duration.nanoseconds, output: output).write(trace)
        } else {
            let job = Job(content: content, end: traffic.duration.nanoseconds, output: output)
            let replication = RandomStream.replicationSeed(seed: seed, number: 0)
            try traffic.arrivals(seed: seed, replicationSeed: replication, to: job).get()
        }
        if let fault = traffic.fault { throw fault }
        try output.finish()
    }

    private struct Job: ArrivalVisitor {
        let content: Content
        let end: Int64
        let output: OutputFile

        func visit(_ arrivals: some ArrivalSource) -> Result<Void, ScaleSimError> {
            Result { () throws(ScaleSimError) in
                switch content {
                case .arrivals: try writeArrivals(arrivals)
                case .rates(let step): try RateRows(step: step.nanoseconds, end: end, output: output).write(arrivals)
                }
            }
        }

        private func writeArrivals(_ arrivals: some ArrivalSource) throws(ScaleSimError) {
            var arrivals = arrivals
            try output.write("seconds\n")
            while let instant = arrivals.next(), instant < end {
                try output.writeSeconds(instant, end: UInt8(ascii: "\n"))
            }
        }
    }
}

/// Rows of `seconds,requests_per_second` with equal steps; the last may be shorter.
struct RateRows {
    let step: Int64
    let end: Int64
    let output: OutputFile

    func write(_ arrivals: some ArrivalSource) throws(ScaleSimError) {
        var arrivals = arrivals
        try output.write("seconds,requests_per_second\n")
        var row: Int64 = 0
        var count = 0
        while let instant = arrivals.next(), instant < end {
            let now = instant / step
            if now != row {
                try write(row, Double(count))
                if now > row + 1 { try write(row + 1, 0) }
                (row, count) = (now, 0)
            }
            count += 1
        }
        try write(row, Double(count))
        let next = row + 1
        if next * step < end { try write(next, 0) }
        try writeEnd()
    }

    /// The rates themselves, averaged over the steps.
    func write(_ trace: RateTrace) throws(ScaleSimError) {
        try output.write("seconds,requests_per_second\n")
        var segment = 0
        for row in 0..<(end + step - 1) / step {
            let (start, stop) = (Double(row * step) / 1e9, Double(min((row + 1) * step, end)) / 1e9)
            var expected = 0.0
            while segment + 1 < trace.points.count {
                let point = trace.points[segment]
                let next = trace.points[segment + 1].seconds
                expected += point.requestsPerSecond * max(0, min(stop, next) - max(start, point.seconds))
                if next > stop { break }
                segment += 1
            }
            try write(row, expected)
        }
        try writeEnd()
    }

    private func write(_ row: Int64, _ count: Double) throws(ScaleSimError) {
        let seconds = Double(min(step, end - row * step)) / 1e9
        try output.writeSeconds(row * step, end: UInt8(ascii: ","))
        try output.write("\(count / seconds)\n")
    }

    private func writeEnd() throws(ScaleSimError) {
        try output.writeSeconds(end, end: UInt8(ascii: ","))
        try output.write("0\n")
    }
}
