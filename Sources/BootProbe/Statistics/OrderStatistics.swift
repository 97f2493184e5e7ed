import CGSL

/// Quantiles of a sample, and how far they can be trusted.
enum OrderStatistics {
    /// Linear interpolation between the order statistics of `sorted` (Hyndman and Fan's definition 7).
    static func quantile(_ probability: Double, of sorted: [Double]) -> Double {
        let position = probability * Double(sorted.count - 1)
        let below = Int(position)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        let fraction = position - Double(below)
        // Not a product with infinity: a censored neighbour has no say in an exact order statistic.
        return fraction == 0 ? sorted[below] : sorted[below] + fraction * (sorted[below + 1] - sorted[below])
    }

    /// Ranks (from 1) of the order statistics that enclose the quantile with at least `confidence`, whatever the
    /// distribution; a side is nil where the sample is too small to bound it.
    ///
    /// The number of values below the quantile is binomial; each side leaves out at most (1 − confidence) / 2 (David and
    /// Nagaraja, Order Statistics, section 7.1).
    static func confidenceRanks(
        of probability: Double, count: Int, confidence: Double
    ) -> (lower: Int?, upper: Int?) {
        GSL.prepare()
        let side = (1 - confidence) / 2
        let cumulative = (0..<count).map { gsl_cdf_binomial_P(UInt32($0), probability, UInt32(count)) }
        // The lower rank r fails when fewer than r values lie below: P(N ≤ r − 1); the upper when r or more do.
        let lower = cumulative.lastIndex { $0 <= side }.map { $0 + 1 }
        let upper = cumulative.firstIndex { $0 >= 1 - side }.map { $0 + 1 }
        return (lower, upper)
    }
}
