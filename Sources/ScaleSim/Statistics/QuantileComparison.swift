import Profiles

/// How far two samples lie apart, as distributions.
package struct QuantileComparison: Codable, Sendable, Equatable {
    /// The same quantile of both.
    package struct Point: Codable, Sendable, Equatable {
        package var quantile: Double
        package var first: Double
        package var second: Double
    }

    /// The mean distance between equal quantiles of the two, in the unit of the values: Wasserstein's distance of order 1,
    /// the least mean distance by which values must be moved to make one sample of the other.
    package var wassersteinDistance: Double
    /// For a quantile–quantile plot: each hundredth, and closer towards the top.
    package var points: [Point]

    private static let quantiles = (1...99).map { Double($0) / 100 } + [0.995, 0.999]

    /// - Parameters:
    ///   - first: in any order; nil comes of no values in either.
    ///   - second: need not be as many.
    package init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let (left, right) = (first.sorted(), second.sorted())
        wassersteinDistance = Self.distance(left, right)
        points = Self.quantiles.map {
            Point(
                quantile: $0, first: left[NearestRank.rank($0, of: left.count) - 1],
                second: right[NearestRank.rank($0, of: right.count) - 1])
        }
    }

    /// The area between the quantile functions, which are steps of 1/n and 1/m.
    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        let (n, m) = (left.count, right.count)
        var (i, j, sum) = (0, 0, 0.0)
        // In units of 1/(n m), which are whole.
        var position = 0
        while i < n, j < m {
            let end = min((i + 1) * m, (j + 1) * n)
            sum += abs(left[i] - right[j]) * Double(end - position)
            position = end
            if (i + 1) * m == end { i += 1 }
            if (j + 1) * n == end { j += 1 }
        }
        return sum / (Double(n) * Double(m))
    }
}
