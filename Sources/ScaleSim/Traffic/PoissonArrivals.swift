import Profiles

/// A Poisson process of constant rate.
package struct HomogeneousPoissonArrivals: ArrivalSource {
    private static let day = 86_400.0
    /// Instants beyond do not fit into nanoseconds; 285 years.
    private static let lastDay = 104_000

    /// Seconds; infinite at rate 0.
    private let meanGap: Double
    private var exponentials: UnitExponentials
    /// The instant as whole days and seconds since, so that a nanosecond keeps its place in a double.
    private var days = 0
    private var seconds = 0.0

    /// - Parameter rate: requests per second, at least 0.
    package init(rate: Double, stream: RandomStream) {
        precondition(rate >= 0, "a rate is at least 0")
        meanGap = 1 / rate
        exponentials = UnitExponentials(stream)
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        seconds += exponentials.next() * meanGap
        if seconds >= Self.day, !beginDay() { return nil }
        return Int64(days) * 86_400_000_000_000 + DurationSampler.rounded(seconds)
    }

    /// False where the instant is beyond all time.
    private mutating func beginDay() -> Bool {
        let whole = (seconds / Self.day).rounded(.down)
        guard whole < Double(Self.lastDay - days) else { return false }
        days += Int(whole)
        seconds -= whole * Self.day
        return true
    }
}

/// A non-homogeneous Poisson process whose rate is constant between the rows of a trace; exact.
///
/// By change of time: the expected number of requests between two arrivals is a unit exponential draw, whatever the
/// rates that it spans (Çinlar, "Introduction to Stochastic Processes", 1975, chapter 4.7).
package struct PoissonArrivals: ArrivalSource {
    /// A time of constant rate, no longer than a day, so that a nanosecond keeps its place in a double.
    private struct Segment {
        /// Nanoseconds since the start of the run.
        var start: Int64
        var seconds: Double
        var rate: Double
        /// Mean seconds between arrivals; infinite at rate 0.
        var gap: Double
    }

    private static let longestSegment = 86_400.0

    private let segments: ContiguousArray<Segment>
    private var exponentials: UnitExponentials
    private var upcoming = 1
    private var current: Segment
    /// Seconds since the start of the segment.
    private var elapsed = 0.0

    package init(_ trace: RateTrace, stream: RandomStream) {
        segments = ContiguousArray(
            zip(trace.points, trace.points.dropFirst()).flatMap { point, end in
                let pieces = Self.pieces(of: end.seconds - point.seconds)
                let seconds = (end.seconds - point.seconds) / Double(pieces)
                return (0..<pieces).map { piece in
                    Segment(
                        start: SimTime(seconds: point.seconds + Double(piece) * seconds).nanoseconds, seconds: seconds,
                        rate: point.requestsPerSecond, gap: 1 / point.requestsPerSecond)
                }
            })
        current = segments[0]
        exponentials = UnitExponentials(stream)
    }

    private static func pieces(of seconds: Double) -> Int { Int((seconds / longestSegment).rounded(.up)) }

    @inline(__always)
    package mutating func next() -> Int64? {
        // Expected requests until the next arrival.
        var distance = exponentials.next()
        while true {
            let reach = elapsed + distance * current.gap
            if reach < current.seconds {
                elapsed = reach
                return current.start + DurationSampler.rounded(reach)
            }
            // Rounding may use up all of it; a distance of 0 has no meaning at rate 0.
            distance = max(distance - (current.seconds - elapsed) * current.rate, 0x1p-60)
            guard upcoming < segments.count else {
                elapsed = current.seconds
                return nil
            }
            current = segments[upcoming]
            upcoming += 1
            elapsed = 0
        }
    }
}
