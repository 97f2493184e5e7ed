import Foundation
import Profiles

/// A Poisson process of constant rate.
package struct HomogeneousPoissonArrivals: ArrivalSource {
    private let rate: Double
    private let stream: RandomStream
    private var clock = TrafficClock()
    private var drawn: UInt64 = 0

    /// - Parameter rate: requests per second, at least 0.
    package init(rate: Double, stream: RandomStream) {
        precondition(rate >= 0, "a rate is at least 0")
        self.rate = rate
        self.stream = stream
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        let gap = -log(stream.uniform(drawn)) / rate
        drawn += 1
        return clock.advance(by: gap) ? clock.nanoseconds : nil
    }
}

/// A non-homogeneous Poisson process whose rate is constant between the rows of a trace; exact.
///
/// By change of time: the expected number of requests between two arrivals is a unit exponential draw, whatever the
/// rates that it spans (Çinlar, "Introduction to Stochastic Processes", 1975, chapter 4.7).
package struct PoissonArrivals: ArrivalSource {
    private struct Segment {
        /// Nanoseconds since the start of the run.
        var start: Int64
        var seconds: Double
        var rate: Double
    }

    private let segments: ContiguousArray<Segment>
    private let stream: RandomStream
    private var segment = 0
    /// Seconds since the start of the segment. Relative, so that precision does not fade over a long run.
    private var elapsed = 0.0
    private var drawn: UInt64 = 0

    package init(_ trace: RateTrace, stream: RandomStream) {
        segments = ContiguousArray(
            zip(trace.points, trace.points.dropFirst()).map { point, end in
                Segment(
                    start: SimTime(seconds: point.seconds).nanoseconds, seconds: end.seconds - point.seconds,
                    rate: point.requestsPerSecond)
            })
        self.stream = stream
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        // Expected requests until the next arrival.
        var distance = -log(stream.uniform(drawn))
        drawn += 1
        while segment < segments.count {
            let current = segments[segment]
            let reach = elapsed + distance / current.rate
            if reach < current.seconds {
                elapsed = reach
                return current.start + Int64(reach * 1e9 + 0.5)
            }
            distance -= (current.seconds - elapsed) * current.rate
            segment += 1
            elapsed = 0
        }
        return nil
    }
}
