import CGSL

/// Confidence intervals by drawing the samples anew (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
///
/// Draws whole batches where samples come in batches; fewer than 8 of them show too little of how they vary.
package enum Bootstrap {
    /// Draws behind an interval: the 95 % interval's ends are the 50th and the 1950th.
    package static let replicates = 1999

    /// Of the mean, by `corrected`.
    package static func mean(
        of sample: BatchedSample, replicates: Int = Bootstrap.replicates, seed: UInt64 = 1
    ) -> ConfidenceInterval {
        corrected([sample], replicates: replicates, seed: seed) { GSL.mean($0[0]) }
    }

    /// Of the mean of `first` less that of `second`, by `corrected`.
    package static func meanDifference(
        of first: BatchedSample, and second: BatchedSample, replicates: Int = Bootstrap.replicates, seed: UInt64 = 1
    ) -> ConfidenceInterval {
        corrected([first, second], replicates: replicates, seed: seed) { GSL.mean($0[0]) - GSL.mean($0[1]) }
    }

    /// Of the median of `first` over that of `second`, by `percentile`.
    ///
    /// Infinite values, time-outs, leave the upper bound infinite, or the lower one 0, where they reach there.
    package static func medianRatio(
        of first: BatchedSample, to second: BatchedSample, replicates: Int = Bootstrap.replicates, seed: UInt64 = 1
    ) -> ConfidenceInterval {
        percentile([first, second], replicates: replicates, seed: seed) { GSL.median($0[0]) / GSL.median($0[1]) }
    }

    /// Of the quantile for `probability`, by `percentile`: for launches in batches, of which order statistics would claim
    /// to know more than they do.
    package static func quantile(
        _ probability: Double, of sample: BatchedSample, replicates: Int = Bootstrap.replicates, seed: UInt64 = 1
    ) -> ConfidenceInterval {
        percentile([sample], replicates: replicates, seed: seed) {
            OrderStatistics.quantile(probability, of: GSL.sorted($0[0]))
        }
    }

    /// The quantiles of `statistic` over the draws themselves.
    ///
    /// Where `statistic` is NaN nothing is known, which widens the interval on both sides.
    package static func percentile(
        _ samples: [BatchedSample], confidence: Double = 0.95, replicates: Int = Bootstrap.replicates,
        seed: UInt64 = 1, statistic: ([[Double]]) -> Double
    ) -> ConfidenceInterval {
        let drawn = draws(samples, replicates, seed, statistic)
        let side = (1 - confidence) / 2
        return ConfidenceInterval(
            lower: ranked(GSL.sorted(drawn.map { $0.isNaN ? -.infinity : $0 }), at: side),
            upper: ranked(GSL.sorted(drawn.map { $0.isNaN ? .infinity : $0 }), at: 1 - side))
    }

    /// Corrected for bias and for a variance that changes with the statistic (BCa; Efron, JASA 82, 1987), whose
    /// acceleration comes from leaving out one batch after another, and widened for small samples (Hesterberg, The
    /// American Statistician 69, 2015). For smooth statistics of finite values alone: a median hardly changes with one
    /// value.
    ///
    /// Of 50 simulated values it holds the mean of a lognormal (skewness 2.9), a gamma and a bimodal distribution in
    /// 93.5, 95.3 and 96.5 %, where plain BCa does in 92.6, 94.8 and 95.7 %; of 10 in 91.2, 94.3 and 96.5 % in place of
    /// 85.5, 89.3 and 94.7 %.
    package static func corrected(
        _ samples: [BatchedSample], confidence: Double = 0.95, replicates: Int = Bootstrap.replicates,
        seed: UInt64 = 1, statistic: ([[Double]]) -> Double
    ) -> ConfidenceInterval {
        let drawn = GSL.sorted(draws(samples, replicates, seed, statistic))
        let estimate = statistic(samples.map(\.values))
        let bias = normalQuantile(of: drawn, at: estimate)
        let acceleration = acceleration(samples, statistic)
        func end(_ deviations: Double) -> Double {
            let shifted = bias + deviations
            return ranked(drawn, at: gsl_cdf_ugaussian_P(bias + shifted / (1 - acceleration * shifted)))
        }
        let deviations = deviations(samples, confidence)
        return ConfidenceInterval(lower: end(-deviations), upper: end(deviations))
    }

    /// Standard deviations on either side: Student's, since draws vary less than the samples by (n − 1) / n.
    private static func deviations(_ samples: [BatchedSample], _ confidence: Double) -> Double {
        let count = Double(samples.map(\.batchCount).min() ?? 0)
        guard count > 1 else { return gsl_cdf_ugaussian_Qinv((1 - confidence) / 2) }
        return gsl_cdf_tdist_Qinv((1 - confidence) / 2, count - 1) * (count / (count - 1)).squareRoot()
    }

    private static func draws(
        _ samples: [BatchedSample], _ replicates: Int, _ seed: UInt64, _ statistic: ([[Double]]) -> Double
    ) -> [Double] {
        let random = SeededRandom(seed: seed)
        return (0..<replicates).map { _ in statistic(samples.map { $0.resampled(random) }) }
    }

    /// The normal quantile of the share of `drawn` below `estimate`, ties counting half; finite.
    private static func normalQuantile(of drawn: [Double], at estimate: Double) -> Double {
        let below = drawn.count { $0 < estimate }
        let ties = drawn.count { $0 == estimate }
        let share = (Double(below) + Double(ties) / 2) / Double(drawn.count)
        let least = 0.5 / Double(drawn.count)
        return gsl_cdf_ugaussian_Pinv(min(max(share, least), 1 - least))
    }

    /// A sixth of the skewness of the influence of each batch; 0 where none has any.
    private static func acceleration(_ samples: [BatchedSample], _ statistic: ([[Double]]) -> Double) -> Double {
        var (squares, cubes) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() where sample.batchCount > 1 {
            var values = samples.map(\.values)
            let left = (0..<sample.batchCount).map { batch in
                values[index] = sample.without(batch: batch)
                return statistic(values)
            }
            let mean = GSL.mean(left)
            let weight = Double(sample.batchCount - 1) / Double(sample.batchCount)
            for value in left {
                let influence = weight * (mean - value)
                squares += influence * influence
                cubes += influence * influence * influence
            }
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    }

    /// The value of rank `probability` · (count + 1), which makes a draw of the truth fall below it with that
    /// probability.
    private static func ranked(_ sorted: [Double], at probability: Double) -> Double {
        let rank = Int((probability * Double(sorted.count + 1)).rounded())
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
