import Profiles

/// A renewal process: independent gaps of one distribution, the first before the first request.
package struct RenewalArrivals: ArrivalSource {
    private let gaps: DurationSampler
    private var clock = TrafficClock()
    private var drawn: UInt64 = 0

    /// - Parameter interval: with a positive mean, else time would stand still.
    package init(interval: Distribution, stream: RandomStream) {
        precondition(interval.mean > 0, "requests are apart")
        gaps = DurationSampler(interval, stream: stream)
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        let gap = gaps.seconds(drawn)
        drawn += 1
        return clock.advance(by: gap) ? clock.nanoseconds : nil
    }
}
