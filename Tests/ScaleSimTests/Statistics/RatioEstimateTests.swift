import ScaleSim
import Testing

@Suite struct RatioEstimateTests {
    /// The squared deviations from 6 and 3 add up to 14, 2 and 5, and t is 4.302653, so that the ends solve
    /// −7.196581 − 2 · 2.572650 r + 2.829060 r² = 0.
    @Test("Fieller's interval, worked by hand")
    func worked() throws {
        let ratio = try #require(Estimate(ratioOf: [4, 5, 9], to: [2, 3, 4]))
        #expect(ratio.mean == 2)
        #expect(abs((ratio.low ?? 0) + 0.926595) < 1e-6)
        #expect(abs((ratio.high ?? 0) - 2.745326) < 1e-6)
        // A constant denominator divides the interval of the mean: 4 ± 12.706205.
        let constant = try #require(Estimate(ratioOf: [3, 5], to: [2, 2]))
        #expect(isClose(constant.mean, 2))
        #expect(abs((constant.low ?? 0) - (2 - 6.3531024)) < 1e-6)
        #expect(abs((constant.high ?? 0) - (2 + 6.3531024)) < 1e-6)
    }

    @Test(
        "of a figure to itself it is exactly 1", arguments: [[3.7, 5.1, 4.9], [0.1, 0.7], [1e9, 1.1e9, 0.3e9, 2e9]])
    func itself(values: [Double]) throws {
        let ratio = try #require(Estimate(ratioOf: values, to: values))
        #expect(ratio == Estimate(mean: 1, low: 1, high: 1))
    }

    @Test("at its ends the paired t test is undecided")
    func ends() throws {
        let below = Samples.normal(10, sample: 1).map { 10 + $0 }
        let above = zip(below, Samples.normal(10, sample: 2)).map { 1.8 * $0 + $1 }
        let ratio = try #require(Estimate(ratioOf: above, to: below))
        for end in [try #require(ratio.low), try #require(ratio.high)] {
            let comparison = PairedComparison(system: above, baseline: below.map { end * $0 })
            #expect(abs((comparison.pValue ?? 0) - 0.05) < 1e-9)
        }
    }

    @Test("it holds the ratio of the true means in 93 to 97 of a hundred samples")
    func coverage() {
        let share = Samples.share(of: 3000) { sample in
            let below = Samples.normal(10, sample: sample).map { 10 + 2 * $0 }
            let above = zip(below, Samples.normal(10, sample: sample, series: 1)).map { 1.5 * $0 + 1 + 2 * $1 }
            return Estimate(ratioOf: above, to: below)?.holds(1.6) ?? false
        }
        #expect((0.93...0.97).contains(share))
    }

    @Test("without bounds where the denominator's mean could be 0, and for one pair; without value where it is 0")
    func unbounded() throws {
        let vague = try #require(Estimate(ratioOf: [1, 2], to: [1, 5]))
        #expect(vague.mean == 0.5 && vague.low == nil && vague.high == nil)
        #expect(Estimate(ratioOf: [3], to: [2]) == Estimate(mean: 1.5))
        #expect(Estimate(ratioOf: [1, 2], to: [0, 0]) == nil)
        #expect(Estimate(ratioOf: [], to: []) == nil)
    }
}
