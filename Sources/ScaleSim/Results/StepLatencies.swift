import Profiles

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
    private var counts = LatencyCounts<UInt32>()
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

    package mutating func record(_ block: borrowing RequestBlock) {
        if isCounting { return counts.record(block) }
        for position in 0..<block.count { record(block.answers[position] - block.arrivals[position]) }
    }

    private mutating func beginCounting() {
        counts.prepare()
        for latency in exact { counts.record(latency) }
        exact.removeAll(keepingCapacity: true)
        isCounting = true
    }

    /// - Parameter count: how many have been recorded.
    /// - Returns: nil without any.
    package mutating func quantiles(count: Int) -> Quantiles? {
        guard count > 0 else { return nil }
        func rank(_ quantile: Double) -> Int { NearestRank.rank(quantile, of: count) }
        if isCounting {
            let latencies = counts.latencies(ranks: [Int64(rank(0.5)), Int64(rank(0.95))])
            return Quantiles(median: latencies[0], p95: latencies[1])
        }
        let p95 = exact.select(rank(0.95) - 1)
        return Quantiles(median: exact.select(rank(0.5) - 1), p95: p95)
    }

    /// Adds all to `total`, which is prepared, and forgets them.
    package mutating func move(to total: inout LatencyCounts<UInt64>) {
        for latency in exact { total.record(latency) }
        counts.move(to: &total)
        removeAll()
    }

    package mutating func removeAll() {
        exact.removeAll(keepingCapacity: true)
        counts.removeAll()
        isCounting = false
    }
}
