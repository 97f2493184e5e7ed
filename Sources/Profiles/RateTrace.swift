/// Traffic as an arrival rate that is constant between given instants.
///
/// Written as CSV with the header `seconds,requests_per_second`: each row's rate holds until the next row, the last
/// row only ends the trace.
public struct RateTrace: Sendable, Equatable {
    /// One row of the file.
    public struct Point: Sendable, Equatable {
        /// Since the start of the trace.
        public var seconds: Double
        public var requestsPerSecond: Double

        public init(seconds: Double, requestsPerSecond: Double) {
            self.seconds = seconds
            self.requestsPerSecond = requestsPerSecond
        }
    }

    /// Ascending in time, at least two, the first at 0.
    public let points: [Point]

    /// The trace through `points`, or the reason why they are none, with the index of the first wrong point.
    public init(points: [Point]) throws(TraceDefect) {
        guard points.count >= 2 else { throw TraceDefect(index: points.count, reason: "a trace has at least two rows") }
        guard points[0].seconds == 0 else { throw TraceDefect(index: 0, reason: "the first row must be at 0 seconds") }
        for (index, point) in points.enumerated() {
            guard point.requestsPerSecond.isFinite, point.requestsPerSecond >= 0 else {
                throw TraceDefect(
                    index: index,
                    reason: "requests_per_second must be a number of at least 0, but is \(point.requestsPerSecond)")
            }
            guard point.seconds.isFinite, index == 0 || point.seconds > points[index - 1].seconds else {
                throw TraceDefect(index: index, reason: "seconds must ascend, but \(point.seconds) does not")
            }
        }
        self.points = points
    }

    /// Seconds from the first to the last row.
    public var duration: Double { points[points.count - 1].seconds }

    /// Largest arrival rate, in requests per second.
    public var peakRate: Double { points.dropLast().map(\.requestsPerSecond).max() ?? 0 }

    /// Expected number of requests over the whole trace.
    public var expectedRequests: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, pair in
            sum + pair.0.requestsPerSecond * (pair.1.seconds - pair.0.seconds)
        }
    }
}

/// Why rows do not make a trace.
public struct TraceDefect: Error, Sendable, Equatable {
    /// Of the wrong row, from 0.
    public let index: Int
    public let reason: String

    public init(index: Int, reason: String) {
        self.index = index
        self.reason = reason
    }
}
