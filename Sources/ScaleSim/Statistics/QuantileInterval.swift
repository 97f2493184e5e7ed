import Profiles

/// A quantile over replications, such as the p99 that nine runs in ten stay below, with an interval that assumes nothing
/// about the distribution.
///
/// By order statistics: Conover, "Practical Nonparametric Statistics", 3rd ed. 1999, section 3.2.
package struct QuantileInterval: Sendable, Equatable {
    /// The least value that at least the share `quantile` does not exceed.
    package let value: Double
    /// Nil where even the least value is not surely below the quantile.
    package let low: Double?
    /// Nil where even the largest value is not surely above it.
    package let high: Double?

    /// - Parameters:
    ///   - values: independent, in any order, at least one.
    ///   - quantile: between 0 and 1.
    package init(_ values: [Double], quantile: Double, confidence: Double = 0.95) {
        precondition(!values.isEmpty, "there is a value")
        precondition(quantile > 0 && quantile < 1, "a quantile is between 0 and 1")
        let sorted = values.sorted()
        let count = sorted.count
        let error = (1 - confidence) / 2
        value = sorted[NearestRank.rank(quantile, of: count) - 1]
        // The number of values below the quantile is binomial: `below[k]` is the probability of at most k.
        var lowRank = 0
        var highRank: Int?
        var below = 0.0
        var logarithm = Double(count) * naturalLogarithm(onePlus: -quantile)
        for number in 0..<count {
            below += exponential(logarithm)
            if below <= error { lowRank = number + 1 }
            if highRank == nil, below >= 1 - error { highRank = number }
            logarithm += naturalLogarithm(Double(count - number) / Double(number + 1) * quantile / (1 - quantile))
        }
        low = lowRank > 0 ? sorted[lowRank - 1] : nil
        high = highRank.map { sorted[$0] }
    }
}
