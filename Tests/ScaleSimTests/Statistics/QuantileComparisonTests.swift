import ScaleSim
import Testing

@Suite("Two samples compared by their quantiles") struct QuantileComparisonTests {
    private static let samples: [([Double], [Double], Double)] = [
        ([1, 2, 3], [1, 2, 3], 0), ([1, 2, 3], [3, 4, 2], 1), ([0], [0, 3], 1.5), ([0, 1], [0, 0.5, 1], 1.0 / 6),
        // Thirds against halves: 1 apart for a third, 2 for a sixth, 0 for a sixth, 3 for a third.
        ([0, 3, 6], [1, 3], 1.0 / 3 + 2.0 / 6 + 3.0 / 3),
    ]

    @Test("lie as far apart as values must be moved on average", arguments: samples)
    func distance(first: [Double], second: [Double], expected: Double) throws {
        let comparison = try #require(QuantileComparison(first, second))
        #expect(abs(comparison.wassersteinDistance - expected) < 1e-12)
        let reversed = try #require(QuantileComparison(second, first))
        #expect(abs(reversed.wassersteinDistance - expected) < 1e-12)
    }

    @Test("a shift of all values is the distance, whatever the sizes of the samples")
    func shift() throws {
        let values = (0..<1000).map { Double($0 * 7919 % 1000) / 1000 }
        let comparison = try #require(QuantileComparison(values, (values + values).map { $0 + 0.25 }))
        #expect(abs(comparison.wassersteinDistance - 0.25) < 1e-12)
        let median = try #require(comparison.points.first { $0.quantile == 0.5 })
        #expect(median.first == 0.499 && abs(median.second - 0.749) < 1e-12)
        #expect(comparison.points.count == 101)
    }

    @Test("without values in one there is nothing to compare")
    func empty() {
        #expect(QuantileComparison([], [1]) == nil && QuantileComparison([1], []) == nil)
    }
}
