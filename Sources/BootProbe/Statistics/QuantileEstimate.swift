/// A quantile of a sample, in seconds, with the confidence interval that order statistics give.
package struct QuantileEstimate: Codable, Sendable, Equatable {
    /// Nil where time-outs reach there.
    package var seconds: Double?
    /// Nil where there are too few values to bound that side.
    package var lower: Double?
    /// Nil where there are too few values to bound that side, or time-outs reach there.
    package var upper: Double?
    /// Exact probability, of at least what was asked for, that such an interval holds the quantile; whatever the
    /// distribution is.
    package var confidence: Double

    package init(seconds: Double?, lower: Double?, upper: Double?, confidence: Double) {
        self.seconds = seconds
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }

    /// The quantile that `samples` show for `probability` in (0, 1); nil where there are none.
    ///
    /// The estimate interpolates linearly between what was observed: the upper ends. The interval's lower bound is a
    /// lower end and its upper bound an upper end, so that it holds the quantile of the unobserved true durations as
    /// surely as without interval-censoring. Time-outs count as longer than anything, and at least as long as they were
    /// waited for.
    package init?(_ probability: Double, of samples: [IntervalSample], confidence: Double = 0.95) {
        guard !samples.isEmpty else { return nil }
        let lowers = GSL.sorted(samples.map(\.lower))
        let uppers = GSL.sorted(samples.map(\.upper))
        let ranks = OrderStatistics.confidenceRanks(of: probability, count: samples.count, confidence: confidence)
        self.init(
            seconds: Self.finite(OrderStatistics.quantile(probability, of: uppers)),
            lower: ranks.lower.map { lowers[$0 - 1] }, upper: ranks.upper.flatMap { Self.finite(uppers[$0 - 1]) },
            confidence: ranks.confidence)
    }

    /// The quantile that batches of concurrent launches show, which depend on each other within a batch: the interval is
    /// the bootstrap's over whole batches, approximate where order statistics are exact.
    package init?(_ probability: Double, ofBatches batches: [[IntervalSample]], confidence: Double = 0.95) {
        guard batches.contains(where: { $0.count > 1 }) else {
            self.init(probability, of: batches.flatMap(\.self), confidence: confidence)
            return
        }
        let sample = BatchedSample(batches: batches.map { $0.map(\.upper) })
        let interval =
            sample.batchCount < Comparison.leastSamples
            ? nil
            : Bootstrap.percentile([sample], confidence: confidence) {
                OrderStatistics.quantile(probability, of: GSL.sorted($0[0]))
            }
        self.init(
            seconds: Self.finite(OrderStatistics.quantile(probability, of: GSL.sorted(sample.values))),
            lower: interval.flatMap { Self.finite($0.lower) }, upper: interval.flatMap { Self.finite($0.upper) },
            confidence: confidence)
    }

    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
