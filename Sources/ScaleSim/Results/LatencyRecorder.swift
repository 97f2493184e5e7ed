import Histogram

/// Sums up the outcomes of a run: totals, a histogram of latencies, and a series over time.
///
/// Latency is arrival to answer. A failed request has none: it counts as failed and as over the objective.
package struct LatencyRecorder: RequestSink {
    /// Nanoseconds above which a request misses the objective.
    private let objective: Int64
    package private(set) var series: RequestSeries?

    package private(set) var answered: Int64 = 0
    package private(set) var failed: Int64 = 0
    package private(set) var overObjective: Int64 = 0
    /// Answered requests that did not start at once.
    package private(set) var queued: Int64 = 0
    package private(set) var longestLatency: Int64 = 0
    /// In nanoseconds; doubles, since a billion requests of ten seconds exceed Int64.
    private var latencySum = 0.0
    private var waitSum = 0.0
    /// In nanoseconds; to three digits, finest step a microsecond.
    private var histogram: Histogram<UInt64>

    /// - Parameter series: where outcomes are also counted by time; nil saves their cost.
    package init(objective: SimTime, series: RequestSeries?) {
        self.objective = objective.nanoseconds
        self.series = series
        histogram = Histogram(
            lowestDiscernibleValue: 1_000, highestTrackableValue: 3_600_000_000_000,
            numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
    }

    @inline(__always)
    package mutating func record(_ outcome: RequestOutcome) {
        series?.record(outcome)
        guard !outcome.failed else {
            failed += 1
            overObjective += 1
            return
        }
        let latency = outcome.end - outcome.arrival
        answered += 1
        if latency > objective { overObjective += 1 }
        if outcome.start > outcome.arrival { queued += 1 }
        longestLatency = max(longestLatency, latency)
        latencySum += Double(latency)
        waitSum += Double(outcome.start - outcome.arrival)
        histogram.record(UInt64(latency))
    }

    package var requests: Int64 { answered + failed }

    /// In seconds; 0 without an answered request, as for the others.
    package var meanLatency: Double { answered == 0 ? 0 : latencySum / Double(answered) / 1e9 }

    /// Mean time that an answered request queued before a server took it on, in seconds.
    package var meanWait: Double { answered == 0 ? 0 : waitSum / Double(answered) / 1e9 }

    /// In seconds, to 0.1 %.
    package func latency(quantile: Double) -> Double {
        Double(histogram.valueAtPercentile(quantile * 100)) / 1e9
    }
}
