import Profiles

extension [ThroughputResult] {
    /// Runs of one load, repeated at other moments, as one run of all their requests; in the order of the first ones.
    ///
    /// A service's cost wanders by a few percent within a minute at one pace of the host, as its neighbours do: several short
    /// runs apart tell its mean better than a long one. The first requests to a new instance are a load of their own. For runs
    /// at one pace, as `atPace` makes them.
    func pooledByLoad() -> [ThroughputResult] {
        var loads: [(load: ThroughputResult.Load, runs: [ThroughputResult])] = []
        for run in self {
            if let known = loads.firstIndex(where: { $0.load == run.load }) {
                loads[known].runs.append(run)
            } else {
                loads.append((run.load, [run]))
            }
        }
        return loads.map { ThroughputResult(pooling: $0.runs) }
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
            let values = runs.compactMap(value)
            guard values.count == runs.count else { return nil }
            return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        }
        requests = runs.reduce(0) { $0 + $1.requests }
        failed = runs.reduce(0) { $0 + $1.failed }
        requestsPerSecond = Double(requests) / runs.reduce(0) { $0 + Double($1.requests) / $1.requestsPerSecond }
        minimumLatencySeconds = runs.map(\.minimumLatencySeconds).min() ?? 0
        latencyQuantiles = Self.mixture(of: runs, at: latencyQuantiles.map(\.quantile))
        cpuSecondsPerRequest = mean(\.cpuSecondsPerRequest)
        hostSecondsPerRequest = mean(\.hostSecondsPerRequest)
        meanLatencySeconds = mean(\.meanLatencySeconds)
        let known = runs.compactMap(\.busyThreads).sorted()
        busyThreads = known.isEmpty ? nil : known[known.count / 2]
    }

    /// Quantiles of all requests, from so many latencies of each run that a thousandth is told apart.
    private static func mixture(of runs: [ThroughputResult], at quantiles: [Double]) -> [LatencyQuantile] {
        let steps = 2000
        var latencies: [(seconds: Double, weight: Double)] = []
        for run in runs {
            for step in 0..<steps {
                latencies.append(
                    (run.latency(at: (Double(step) + 0.5) / Double(steps)), Double(run.requests) / Double(steps)))
            }
        }
        latencies.sort { $0.seconds < $1.seconds }
        let longest = runs.map { $0.latency(at: 1) }.max() ?? 0
        let all = latencies.reduce(0) { $0 + $1.weight }
        var position = 0
        var below = 0.0
        return quantiles.map { quantile in
            while position < latencies.count, below + latencies[position].weight <= quantile * all {
                below += latencies[position].weight
                position += 1
            }
            let seconds = quantile >= 1 || position == latencies.count ? longest : latencies[position].seconds
            return LatencyQuantile(quantile: quantile, seconds: seconds)
        }
    }
}
