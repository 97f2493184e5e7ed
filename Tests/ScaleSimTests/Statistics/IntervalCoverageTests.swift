import Foundation
import ScaleSim
import Testing

/// A 95 % interval holds the truth in 93 to 97 of a hundred samples.
@Suite struct IntervalCoverageTests {
    private static let wanted = 0.93...0.97

    /// From SciPy 1.17's `t.ppf`.
    @Test(
        "Student's t at any confidence",
        arguments: [
            (0.9, 5, 2.01504837), (0.99, 1, 63.65674116), (0.999, 1, 636.61924877), (0.99, 9, 3.24983554),
            (0.9992, 19, 3.98109760), (0.8, 200, 1.28579879),
        ])
    func student(confidence: Double, degrees: Int, factor: Double) {
        #expect(isClose(StudentT.twoSided(confidence: confidence, degrees: degrees), factor, 1e-8))
    }

    @Test("of a mean of normal values", arguments: [2, 5, 20])
    func mean(count: Int) {
        let share = Samples.share(of: 3000) { sample in
            Estimate(Samples.normal(count, sample: sample)).holds(0)
        }
        #expect(Self.wanted.contains(share))
    }

    @Test("of batch means of a correlated run")
    func batchMeans() {
        let share = Samples.share(of: 1000) { sample in
            let series = Samples.autoregressive(1000, correlation: 0.5, start: 0, sample: sample)
            return BatchMeans(series).estimate.holds(0)
        }
        #expect(Self.wanted.contains(share))
    }

    @Test("of a median over replications, whatever the distribution")
    func median() {
        let share = Samples.share(of: 3000) { sample in
            let values = Samples.uniform(40, sample: sample).map { -log($0) }
            let interval = QuantileInterval(values, quantile: 0.5)
            return (interval.low ?? -.infinity)...(interval.high ?? .infinity) ~= log(2)
        }
        #expect(Self.wanted.contains(share))
    }

    /// Exact: the sum of the binomial probabilities of the counts whose interval holds the share.
    @Test("of a share", arguments: [(40, 0.5), (100, 0.1), (1000, 0.03)])
    func share(trials: Int, share: Double) {
        var probability = pow(1 - share, Double(trials))
        var coverage = 0.0
        for successes in 0...trials {
            let interval = ProportionInterval(successes: successes, of: trials)
            if interval.low...interval.high ~= share { coverage += probability }
            probability *= Double(trials - successes) / Double(successes + 1) * share / (1 - share)
        }
        #expect(Self.wanted.contains(coverage))
    }

    @Test("of a paired difference with common random numbers")
    func pairedDifference() {
        let share = Samples.share(of: 3000) { sample in
            let common = Samples.normal(8, sample: sample)
            let system = zip(common, Samples.normal(8, sample: sample, series: 1)).map { 1 + $0 + 0.3 * $1 }
            return PairedComparison(system: system, baseline: common).difference.holds(1)
        }
        #expect(Self.wanted.contains(share))
    }

    /// Stopping at a random number costs some coverage (Law, section 9.4.1), so the lower bound is lower.
    @Test("of a sequential plan")
    func sequential() {
        let plan = ReplicationPlan(.absolute(0.4), pilot: 10, maximum: 200)
        let share = Samples.share(of: 1000) { sample in
            let values = Samples.normal(200, sample: sample)
            var count = plan.pilot
            while let more = plan.replications(after: Array(values[..<count])) { count = more }
            return Estimate(Array(values[..<count])).holds(0)
        }
        #expect((0.92...0.97).contains(share))
    }

    @Test("of the mean of a run whose warm-up MSER-5 has cut")
    func afterWarmUp() {
        let share = Samples.share(of: 500) { sample in
            let series = Samples.autoregressive(1500, correlation: 0.5, start: 40, sample: sample)
            return BatchMeans(Array(series[MSER5(series).truncation...])).estimate.holds(0)
        }
        #expect(Self.wanted.contains(share))
    }
}

extension Estimate {
    func holds(_ value: Double) -> Bool { (low ?? .infinity) <= value && value <= (high ?? -.infinity) }
}
