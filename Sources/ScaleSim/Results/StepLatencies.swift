/// The latencies of one time step, in any order: exact while they are few, then counted to 0.1 %.
///
/// Which of the two depends on their number alone, so that it makes no difference when which of them became known.
package struct StepLatencies: Sendable {
    package struct Quantiles: Sendable {
        /// In nanoseconds: the least latency that at least half of all do not exceed.
        package var median: Int64
        package var p95: Int64
    }

    /// As many as take an eighth of the memory of the counters.
    private static let exactLimit = 2048

    private var exact: ContiguousArray<Int64> = []
    private var counts = LatencyCounts()
    private var isCounting = false

    package init() { exact.reserveCapacity(Self.exactLimit) }

    @inline(__always)
    package mutating func record(_ nanoseconds: Int64) {
        if isCounting {
            counts.record(nanoseconds)
        } else {
            exact.append(nanoseconds)
            if exact.count == Self.exactLimit { beginCounting() }
        }
    }

    private mutating func beginCounting() {
        counts.prepare()
        for latency in exact { counts.record(latency) }
        exact.removeAll(keepingCapacity: true)
        isCounting = true
    }

    /// Calls `body` with each latency, or each bucket's largest, and its count, and forgets them.
    ///
    /// - Parameter count: how many have been recorded.
    /// - Returns: nil without any.
    package mutating func drain(count: Int, _ body: (Int64, Int64) -> Void) -> Quantiles? {
        guard count > 0 else { return nil }
        defer { isCounting = false }
        return isCounting ? drainCounts(count, body) : drainExact(body)
    }

    private mutating func drainExact(_ body: (Int64, Int64) -> Void) -> Quantiles {
        for latency in exact { body(latency, 1) }
        let p95 = exact.select(Self.rank(0.95, of: exact.count) - 1)
        let median = exact.select(Self.rank(0.5, of: exact.count) - 1)
        exact.removeAll(keepingCapacity: true)
        return Quantiles(median: median, p95: p95)
    }

    private mutating func drainCounts(_ count: Int, _ body: (Int64, Int64) -> Void) -> Quantiles {
        let (medianRank, p95Rank) = (Self.rank(0.5, of: count), Self.rank(0.95, of: count))
        var quantiles = Quantiles(median: 0, p95: 0)
        var seen = 0
        counts.drain { latency, count in
            if seen < medianRank { quantiles.median = latency }
            if seen < p95Rank { quantiles.p95 = latency }
            seen += Int(count)
            body(latency, count)
        }
        return quantiles
    }

    /// Counted from 1.
    private static func rank(_ quantile: Double, of count: Int) -> Int {
        max(1, Int((quantile * Double(count)).rounded(.up)))
    }
}
