import Foundation
import ScaleSim
import Testing

@Suite struct PairedComparisonTests {
    /// Student, "The probable error of a mean", Biometrika 6 (1908): hours of sleep gained with two drugs; t = 4.0621
    /// with 9 degrees of freedom, p = 0.00283, the interval 0.70 to 2.46.
    @Test("Student's own pairs")
    func sleep() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
        let comparison = PairedComparison(system: second, baseline: first)
        #expect(isClose(comparison.difference.mean, 1.58))
        #expect(abs((comparison.difference.low ?? 0) - 0.7001) < 1e-4)
        #expect(abs((comparison.difference.high ?? 0) - 2.4599) < 1e-4)
        #expect(abs((comparison.pValue ?? 1) - 0.00283) < 5e-6)
        #expect(abs((comparison.correlation ?? 0) - 0.7952) < 1e-4)
        #expect(comparison.verdict == .differs)
        // Variances 3.2006, 4.0090, and 1.5129 of the differences.
        #expect(abs((comparison.varianceReduction ?? 0) - (3.2006 + 4.0090) / 1.5129) < 1e-3)
    }

    @Test("verdicts: identical, differs without variance, practically equal, not shown, one pair alone")
    func verdicts() {
        #expect(PairedComparison(system: [1, 2], baseline: [1, 2]).verdict == .identical)
        let shifted = PairedComparison(system: [2, 3, 4.5], baseline: [1, 2, 3.5])
        #expect(shifted.verdict == .differs)
        #expect(shifted.pValue == 0)
        #expect(shifted.varianceReduction == nil)
        #expect(PairedComparison(system: [2, 3], baseline: [1, 2], delta: 1).verdict == .practicallyEqual)
        #expect(PairedComparison(system: [2, 3], baseline: [1, 2], delta: 0.9).verdict == .differs)
        #expect(PairedComparison(system: [1, 5, 3], baseline: [2, 3, 3]).verdict == .noDifferenceShown)
        let single = PairedComparison(system: [3], baseline: [1])
        #expect(single.verdict == .noDifferenceShown)
        #expect(single.pValue == nil)
    }

    @Test("Holm's adjustment, worked by hand")
    func holm() {
        // Ordered 0.01·4, 0.02·3, 0.03·2, 0.04·1, none below the one before.
        #expect(Holm.adjusted([0.04, 0.01, 0.03, 0.02]).elementsEqual([0.06, 0.04, 0.06, 0.06]) { isClose($0, $1) })
        #expect(Holm.adjusted([0.9, 0.6]) == [1, 1])
        #expect(Holm.adjusted([]) == [])
    }

    @Test("of twenty comparisons of equals, one in twenty families calls any different")
    func familyError() {
        let share = Samples.share(of: 1000) { family in
            let baseline = Samples.normal(6, sample: family)
            let comparisons = (1...20).map { series in
                PairedComparison(system: Samples.normal(6, sample: family, series: series), baseline: baseline)
            }
            return PairedComparison.together(comparisons).contains { $0.verdict == .differs }
        }
        // Fewer than 0.05 as they share a baseline; each alone would be called so in most families.
        #expect((0.01...0.065).contains(share))
    }

    @Test("being judged together takes back a difference that is real only alone, not one that is surely so")
    func together() {
        let baseline = Samples.normal(8, sample: 3)
        // t = 2.98 with 5 degrees of freedom, p = 0.031.
        let slight = PairedComparison(system: [1.2, 2.9, 2, 3.2, 1.2, 2], baseline: [1, 2, 1.5, 2, 1.3, 1.2])
        #expect(slight.verdict == .differs)
        let sure = PairedComparison(system: baseline.map { $0 + 1 + $0 * 1e-3 }, baseline: baseline)
        let others = (1...10).map { PairedComparison(system: Samples.normal(8, sample: $0), baseline: baseline) }
        let judged = PairedComparison.together([slight, sure] + others)
        #expect(judged[0].verdict == .noDifferenceShown)
        #expect(judged[1].verdict == .differs)
        #expect((judged[0].adjustedPValue ?? 0) > (slight.pValue ?? 1))
    }

    @Test("common random numbers: the variance shrinks as the correlation says")
    func varianceReduction() {
        let common = Samples.normal(2000, sample: 1)
        let system = zip(common, Samples.normal(2000, sample: 2)).map { $0 + 0.1 * $1 }
        let comparison = PairedComparison(system: system, baseline: common)
        // Variances 1.01 and 1 against 0.01; correlation 1/√1.01.
        #expect(isClose(comparison.varianceReduction ?? 0, 201, 0.1))
        #expect(isClose(comparison.correlation ?? 0, 1 / 1.01.squareRoot(), 1e-3))
    }
}
