import Profiles

extension [ThroughputResult] {
    /// Runs of one load, repeated at other moments, as one run of all their requests; in the order of the first ones.
    ///
    /// A service's cost wanders by a few percent within a minute at one pace of the host, as its neighbours do: several short
    /// runs apart tell its mean better than a long one. The first requests to a new instance are a load of their own. For runs
    /// at one pace, as `atPace` makes them.
    func pooledByLoad() -> [ThroughputResult] {
        map(\.load).uniqued().map { load in ThroughputResult(pooling: filter { $0.load == load }) }
    }
}

extension ThroughputResult {
    /// Latency at a quantile from 0 to 1, in seconds: linear between those that are known.
    func latency(at quantile: Double) -> Double {
        var left = LatencyQuantile(quantile: 0, seconds: minimumLatencySeconds)
        for right in latencyQuantiles where right.quantile > 0 {
            if right.quantile >= quantile {
                let share = (quantile - left.quantile) / (right.quantile - left.quantile)
                return left.seconds + share * (right.seconds - left.seconds)
            }
            left = right
        }
        return left.seconds
    }

    /// - Parameter runs: at least one; all of one load.
    fileprivate init(pooling runs: [ThroughputResult]) {
        self = runs[0]
        guard runs.count > 1 else { return }
        let weights = runs.map { Double($0.requests) }
        func mean(_ value: (ThroughputResult) -> Double?) -> Double? {
            guard let values = runs.eachKnown(value) else { return nil }
            return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        }
        requests = runs.reduce(0) { $0 + $1.requests }
        failed = runs.reduce(0) { $0 + $1.failed }
        requestsPerSecond = Double(requests) / runs.reduce(0) { $0 + $1.lastedSeconds }
        minimumLatencySeconds = runs.map(\.minimumLatencySeconds).min() ?? 0
        latencyQuantiles = Self.mixture(of: runs, at: latencyQuantiles.map(\.quantile))
        cpuSecondsPerRequest = mean(\.cpuSecondsPerRequest)
        hostSecondsPerRequest = mean(\.hostSecondsPerRequest)
        settlingSeconds = mean(\.settlingSeconds)
        meanLatencySeconds = mean(\.meanLatencySeconds)
        unthrottled = Self.unthrottled(of: runs)
        let known = runs.compactMap(\.busyThreads).sorted()
        busyThreads = known.isEmpty ? nil : known[known.count / 2]
    }

    /// Of all runs; nil where it is not known of one.
    private static func unthrottled(of runs: [ThroughputResult]) -> Latencies? {
        guard let parts = runs.eachKnown(\.unthrottledPart) else { return nil }
        let pooled = ThroughputResult(pooling: parts)
        return Latencies(
            requests: pooled.requests, minimumSeconds: pooled.minimumLatencySeconds,
            meanSeconds: pooled.meanLatencySeconds ?? 0, quantiles: pooled.latencyQuantiles)
    }

    /// Quantiles of all requests, of which each run stands for its share.
    private static func mixture(of runs: [ThroughputResult], at quantiles: [Double]) -> [LatencyQuantile] {
        let requests = Double(max(1, runs.reduce(0) { $0 + $1.requests }))
        var latencies: [Double] = []
        for run in runs {
            let count = max(1, Int((mixtureSize * Double(run.requests) / requests).rounded()))
            latencies += (0..<count).map { run.latency(at: (Double($0) + 0.5) / Double(count)) }
        }
        latencies.sort()
        let longest = runs.map { $0.latency(at: 1) }.max() ?? 0
        return quantiles.map { quantile in
            let rank = NearestRank.rank(quantile, of: latencies.count)
            return LatencyQuantile(quantile: quantile, seconds: quantile >= 1 ? longest : latencies[rank - 1])
        }
    }

    /// Latencies that stand for those of all requests: a thousandth is told apart.
    private static let mixtureSize = 6000.0
}
