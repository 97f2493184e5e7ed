import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
    /// By `scipy.stats.bootstrap` 1.17 with a million draws: BCa of the mean and of the difference of means, at the
    /// normal's confidence for Student's quantile at 12 and 11 values, and the percentile interval of the ratio of medians.
    static let first = [0.61, 0.64, 0.66, 0.67, 0.70, 0.71, 0.75, 0.78, 0.84, 0.95, 1.42, 2.31]
    static let second = [0.41, 0.52, 0.55, 0.58, 0.60, 0.63, 0.64, 0.66, 0.69, 0.72, 0.90]

    @Test("intervals agree with SciPy")
    func reference() {
        let (first, second) = (BatchedSample(Self.first), BatchedSample(Self.second))
        expect(Bootstrap.mean(of: first, replicates: 99_999), (0.725, 1.495))
        expect(Bootstrap.meanDifference(of: first, and: second, replicates: 99_999), (0.0811, 0.8497))
        expect(Bootstrap.medianRatio(of: first, to: second, replicates: 99_999), (1.0217, 1.4914))
    }

    /// Within a hundredth: the noise of the draws.
    private func expect(_ interval: ConfidenceInterval, _ bounds: (Double, Double)) {
        #expect(abs(interval.lower - bounds.0) < 0.01 && abs(interval.upper - bounds.1) < 0.01, "\(interval)")
    }

    @Test("the same seed gives the same interval, another seed another one")
    func seeds() {
        let sample = BatchedSample(Self.first)
        #expect(Bootstrap.mean(of: sample, seed: 3) == Bootstrap.mean(of: sample, seed: 3))
        #expect(Bootstrap.mean(of: sample, seed: 3) != Bootstrap.mean(of: sample, seed: 4))
    }

    @Test("time-outs leave unbounded what they reach")
    func timeOuts() {
        let late = BatchedSample([1, 1.1, 1.2, 1.3, 1.4, .infinity, .infinity, .infinity, .infinity])
        let early = BatchedSample((1...9).map { 0.5 + Double($0) / 100 })
        let slower = Bootstrap.medianRatio(of: late, to: early)
        #expect(slower.lower > 1.5 && slower.upper == .infinity)
        let faster = Bootstrap.medianRatio(of: early, to: late)
        #expect(faster.lower == 0 && faster.upper < 0.6)
        let unknown = Bootstrap.medianRatio(of: late, to: late)
        #expect(unknown.lower <= 0 && unknown.upper == .infinity)
    }

    @Test("batches are drawn as wholes: copies within a batch add nothing")
    func batches() {
        let values = (0..<20).map { Double($0 * $0) }
        let alone = Bootstrap.mean(of: BatchedSample(values))
        let copied = BatchedSample(batches: values.map { [$0, $0, $0, $0] } + [[]])
        #expect(copied.batchCount == 20)
        let kept = Bootstrap.mean(of: copied)
        #expect(abs(kept.lower / alone.lower - 1) < 0.02 && abs(kept.upper / alone.upper - 1) < 0.02)
        let ignored = Bootstrap.mean(of: BatchedSample(copied.values))
        #expect(ignored.upper - ignored.lower < 0.6 * (kept.upper - kept.lower), "what ignoring batches would claim")
    }

    @Test(
        "nominal 95 % intervals hold the ratio of medians in 93 to 97 % of 1,000 campaigns",
        arguments: SimulatedCampaign.truths)
    func ratioCoverage(truth: Distribution) {
        let slower = truth.scaled(by: 1.1)
        let held = SimulatedCampaign.counts(campaigns: 1000) { random in
            let samples = [slower, truth].map {
                BatchedSample(SimulatedCampaign.samples(of: $0, random).map(\.upper))
            }
            return [Bootstrap.medianRatio(of: samples[0], to: samples[1], replicates: 399).holds(1.1)]
        }
        #expect((930...970).contains(held[0]))
    }

    @Test(
        "nominal 95 % intervals hold mean and difference of means in 92.5 to 97 % in the long run",
        arguments: SimulatedCampaign.truths)
    func meanCoverage(truth: Distribution) {
        let slower = truth.scaled(by: 1.1)
        let held = SimulatedCampaign.counts(campaigns: 400) { random in
            let samples = [slower, truth].map {
                BatchedSample(SimulatedCampaign.samples(of: $0, random).map(\.upper))
            }
            let difference = Bootstrap.meanDifference(of: samples[0], and: samples[1], replicates: 399)
            let mean = Bootstrap.mean(of: samples[1], replicates: 399)
            return [difference.holds(slower.mean - truth.mean), mean.holds(truth.mean)]
        }
        for held in held { #expect(SimulatedCampaign.agree(held, of: 400, with: 0.925...0.97)) }
    }

    @Test("mean and median of dependent launches are held too, when batches are kept together")
    func batchCoverage() {
        let truth = Distribution.gamma(shape: 30, scale: 0.02)
        // The sum of two such is gamma distributed too.
        let sum = Distribution.gamma(shape: 60, scale: 0.02)
        let held = SimulatedCampaign.counts(campaigns: 500) { random in
            // Five launches of a batch share half of the variance.
            let batches = (0..<20).map { _ in
                let common = random.draw(from: truth)
                return (0..<5).map { _ in common + random.draw(from: truth) }
            }
            let (kept, ignored) = (BatchedSample(batches: batches), BatchedSample(batches.flatMap(\.self)))
            return [
                Bootstrap.mean(of: kept, replicates: 399).holds(sum.mean),
                Bootstrap.quantile(0.5, of: kept, replicates: 399).holds(sum.quantile(0.5)),
                Bootstrap.mean(of: ignored, replicates: 399).holds(sum.mean),
            ]
        }
        for held in held.prefix(2) { #expect(SimulatedCampaign.agree(held, of: 500, with: 0.92...0.97)) }
        #expect(held[2] < 420, "what ignoring batches would claim")
    }
}
