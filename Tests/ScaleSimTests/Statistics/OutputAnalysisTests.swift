import Foundation
import ScaleSim
import Testing

@Suite struct OutputAnalysisTests {
    // MARK: Warm-up

    @Test("MSER cuts what is worked out by hand")
    func mserByHand() {
        // Squares over squared counts: none cut 76.8/25, one 0.75/16, two 2/27, the half that may be cut.
        let cut = MSER5([9, 1, 1, 2, 1], batch: 1)
        #expect(cut.truncation == 1)
        #expect(cut.mean == 1.25)
        #expect(!cut.isTooShort)
        // Of equal values nothing is cut.
        #expect(MSER5([3, 3, 3, 3], batch: 1) == MSER5([3, 3, 3, 3], batch: 1))
        #expect(MSER5([3, 3, 3, 3], batch: 1).truncation == 0)
    }

    @Test("MSER-5 cuts a decaying start, in whole batches, and little of a stationary run")
    func mserTransient() {
        let decaying = Samples.autoregressive(2000, correlation: 0.95, start: 100, sample: 1)
        let cut = MSER5(decaying)
        // 100 · 0.95ⁿ is below the spread of the series, 3.2, from n = 67 on.
        #expect((40...300).contains(cut.truncation))
        #expect(cut.truncation.isMultiple(of: 5))
        #expect(!cut.isTooShort)
        let short = Samples.share(of: 200) { sample in
            let series = Samples.autoregressive(1000, correlation: 0.5, start: 0, sample: sample)
            return MSER5(series).truncation <= 200
        }
        #expect(short > 0.9)
    }

    @Test("MSER-5 says that a run is too short: one that still falls, and one of a few values")
    func mserTooShort() {
        #expect(MSER5((0..<200).map { exp(-Double($0) / 200) }).isTooShort)
        #expect(MSER5([1, 2, 3]).isTooShort)
        #expect(MSER5([1, 2, 3]).mean == 2)
    }

    // MARK: One long run

    @Test("batch means by hand: what does not fill a batch is left out at the start")
    func batchesByHand() {
        let result = BatchMeans([99, 1, 3, 2, 4, 6, 8], batches: 3)
        #expect(result.batchSize == 2)
        #expect(result.estimate.mean == 4)
        // Means 2, 3, 7: products (−2)(−1) + (−1)(3) = −1 over squares 4 + 1 + 9 = 14.
        #expect(isClose(result.lag1, -1 / 14.0))
        #expect(BatchMeans([5, 5, 5], batches: 3).lag1 == 0)
    }

    @Test("batches that are too short are found out, and independent ones rarely accused")
    func batchCheck() {
        let accused = Samples.share(of: 1000) { BatchMeans(Samples.normal(200, sample: $0)).areCorrelated }
        #expect((0.03...0.07).contains(accused))
        let found = Samples.share(of: 200) { sample in
            BatchMeans(
                Samples.autoregressive(200, correlation: 0.95, start: 0, sample: sample), batches: 40
            ).areCorrelated
        }
        #expect(found > 0.95)
    }

    // MARK: Number of replications

    @Test("a plan asks for the pilot, for the number that its spread suggests, and stops")
    func plan() {
        let plan = ReplicationPlan(.absolute(0.1), pilot: 5, maximum: 1000)
        #expect(plan.replications(after: []) == 5)
        // Variance 0.025: t(i−1) · √(0.025/i) is 0.1032 at 12 and 0.0955 at 13 (t 2.2010 and 2.1788).
        let pilot = [1, 1.1, 1.2, 1.3, 1.4]
        #expect(plan.replications(after: pilot) == 13)
        #expect(!plan.isReached(by: pilot))
        #expect(plan.isReached(by: pilot + pilot + pilot))
        #expect(plan.replications(after: pilot + pilot + pilot) == nil)
    }

    @Test("a relative precision is one of the truth; a maximum ends in vain")
    func relativePlan() {
        // Half-width 2.77645 · √(0.025/5) = 0.19632 of a mean of 1.2: 16.4 % of it, 19.6 % of what it may be off.
        let pilot = [1, 1.1, 1.2, 1.3, 1.4]
        #expect(ReplicationPlan(.relative(0.2), pilot: 5).isReached(by: pilot))
        #expect(!ReplicationPlan(.relative(0.19), pilot: 5).isReached(by: pilot))
        let capped = ReplicationPlan(.relative(0.001), pilot: 5, maximum: 7)
        #expect(capped.replications(after: pilot) == 7)
        #expect(capped.replications(after: pilot + [1, 2]) == nil)
        #expect(!capped.isReached(by: pilot + [1, 2]))
    }

    @Test("a simulation runs until its figure is known, the same on any number of threads")
    func sequentialRun() throws {
        var scenario = try SimulationTests.flashCrowd()
        scenario.precision = .init(figure: "latency_mean_seconds", width: .relative(0.05), maximumReplications: 100)
        let runs = [1, 3].map { Simulation(scenario).run(threads: $0) }
        #expect(runs[0].precisionReached == true)
        #expect(runs[0] == runs[1])
        #expect(runs[0].replications.count > 10)
        let estimate = runs[0].figures.latencyMeanSeconds
        #expect((estimate.halfWidth ?? .infinity) <= 0.05 / 1.05 * estimate.mean)
    }

    // MARK: Quantiles and shares

    @Test("order statistics around a median: ranks 2 and 9 of ten, none of five")
    func orderStatistics() {
        // Binomial with ten trials: P(≤ 1) = 11/1024, P(≤ 2) = 56/1024.
        let ten = QuantileInterval([7, 3, 10, 1, 5, 2, 9, 4, 8, 6], quantile: 0.5)
        #expect(ten.value == 5)
        #expect(ten.low == 2)
        #expect(ten.high == 9)
        let five = QuantileInterval([1, 2, 3, 4, 5], quantile: 0.5)
        #expect(five.low == nil && five.high == nil)
        #expect(QuantileInterval(Array(repeating: 4, count: 100_000), quantile: 0.99).high == 4)
    }

    /// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
    /// method 3.
    @Test("Wilson's interval", arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)])
    func wilson(successes: Int, trials: Int, low: Double, high: Double) {
        let interval = ProportionInterval(successes: successes, of: trials)
        #expect(abs(interval.low - low) < 5e-5)
        #expect(abs(interval.high - high) < 5e-5)
    }
}
