import CGSL

/// Whether the order of a run matters to its values: whether they drift, resemble their neighbours, or change at once.
///
/// All by ranks, so that no far value decides; all against random orders of the same values, so that p-values are exact
/// for small samples and for ties too.
package struct RunOrderTest: Sendable {
    /// A statistic with its probability, had the order been random.
    package struct Finding: Sendable, Equatable {
        package var value: Double
        package var p: Double
    }

    private static let permutations = 1999

    /// Spearman's correlation with the order.
    package let drift: Finding
    /// Correlation of the ranks of neighbours.
    package let autocorrelation: Finding
    /// Pettitt's statistic (Applied Statistics 28, 1979).
    package let change: Finding
    /// Of the first value after the likeliest change.
    package let changeIndex: Int

    /// Nil where there are fewer than 4 values, or all are the same; `values` may be infinite.
    package init?(_ values: [Double], seed: UInt64 = 1) {
        guard values.count >= 4, values.contains(where: { $0 != values[0] }) else { return nil }
        var ranks = GSL.ranks(values)
        let (change, place) = Self.change(ranks)
        let observed = [Self.drift(ranks), Self.autocorrelation(ranks), change]
        // Neighbours of a random order are slightly unlike, since no value is its own.
        let centres = [0, -1 / Double(values.count), 0]
        let random = SeededRandom(seed: seed)
        var atLeast = [1, 1, 1]
        for _ in 0..<Self.permutations {
            random.shuffle(&ranks)
            let drawn = [Self.drift(ranks), Self.autocorrelation(ranks), Self.change(ranks).value]
            for index in observed.indices
            where abs(drawn[index] - centres[index]) >= abs(observed[index] - centres[index]) - 1e-12 {
                atLeast[index] += 1
            }
        }
        let findings = observed.indices.map {
            Finding(value: observed[$0], p: Double(atLeast[$0]) / Double(Self.permutations + 1))
        }
        drift = findings[0]
        autocorrelation = findings[1]
        self.change = findings[2]
        changeIndex = place
    }

    private static func drift(_ ranks: [Double]) -> Double {
        let order = ranks.indices.map(Double.init)
        var work = [Double](repeating: 0, count: 2 * ranks.count)
        return unsafe order.withUnsafeBufferPointer { order in
            unsafe ranks.withUnsafeBufferPointer { ranks in
                unsafe work.withUnsafeMutableBufferPointer { work in
                    unsafe gsl_stats_spearman(
                        order.baseAddress, 1, ranks.baseAddress, 1, ranks.count, work.baseAddress)
                }
            }
        }
    }

    private static func autocorrelation(_ ranks: [Double]) -> Double {
        unsafe ranks.withUnsafeBufferPointer { unsafe gsl_stats_lag1_autocorrelation($0.baseAddress, 1, $0.count) }
    }

    /// The largest excess, over what a random order leads to expect, of the ranks so far; and the index of the next one.
    private static func change(_ ranks: [Double]) -> (value: Double, index: Int) {
        var (sum, largest, place) = (0.0, 0.0, 1)
        for index in 1..<ranks.count {
            sum += 2 * ranks[index - 1]
            let excess = abs(sum - Double(index * (ranks.count + 1)))
            if excess > largest { (largest, place) = (excess, index) }
        }
        return (largest, place)
    }
}
