import Foundation
import Profiles

/// The instants at which requests arrive, ascending, made or read one at a time so that memory stays flat.
package protocol ArrivalSource: Sendable {
    /// Nanoseconds since the start of the run, or nil after the last request.
    mutating func next() -> Int64?
}

/// Requests at known instants: a live run replayed.
package struct RecordedArrivals: ArrivalSource {
    private let instants: [SimTime]
    private var position = 0

    /// - Parameter instants: ascending.
    package init(_ instants: [SimTime]) { self.instants = instants }

    package mutating func next() -> Int64? {
        guard position < instants.count else { return nil }
        defer { position += 1 }
        return instants[position].nanoseconds
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
