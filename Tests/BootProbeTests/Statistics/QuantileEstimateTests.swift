import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Quantiles and their intervals")
struct QuantileEstimateTests {
    /// Ranks and probabilities by `scipy.stats.binom` over all pairs.
    static let ranks: [(probability: Double, count: Int, lower: Int?, upper: Int?, confidence: Double)] = [
        (0.5, 4, nil, nil, 1), (0.5, 5, nil, 5, 0.96875), (0.5, 6, 1, 6, 0.96875), (0.5, 20, 6, 15, 0.958611),
        (0.5, 30, 10, 21, 0.957226), (0.5, 50, 18, 32, 0.951126), (0.5, 100, 40, 60, 0.953956),
        (0.95, 5, 4, nil, 0.977408), (0.95, 50, 45, nil, 0.962224), (0.95, 100, 90, 99, 0.951446),
        (0.95, 200, 185, 198, 0.953308), (0.25, 50, 7, 19, 0.951876), (0.99, 50, 48, nil, 0.986183),
    ]

    @Test("the ranks are the closest with enough binomial probability", arguments: ranks)
    func closestRanks(probability: Double, count: Int, lower: Int?, upper: Int?, confidence: Double) {
        let found = OrderStatistics.confidenceRanks(of: probability, count: count, confidence: 0.95)
        #expect(found.lower == lower && found.upper == upper)
        #expect(abs(found.confidence - confidence) < 1e-6)
    }

    @Test("a high quantile is bounded above as soon as the sample is large enough for that")
    func boundedWherePossible() {
        for count in [58, 59, 60, 80] {
            let ranks = OrderStatistics.confidenceRanks(of: 0.95, count: count, confidence: 0.95)
            #expect((ranks.upper != nil) == (1 - pow(0.95, Double(count)) >= 0.95))
        }
    }

    @Test("bounds are taken from the ends of the intervals that are farther out")
    func intervalEnds() throws {
        let samples = (1...50).map { IntervalSample(lower: Double($0) - 0.25, upper: Double($0)) }
        let median = try #require(QuantileEstimate(0.5, of: samples))
        #expect(median.seconds == 25.5 && median.lower == 17.75 && median.upper == 32)
    }

    @Test("time-outs are longer than anything, and as long at least as they were waited for")
    func timeOuts() throws {
        let samples = (1...44).map { IntervalSample.exact(Double($0)) } + [.censored(after: 60)] * 6
        let p95 = try #require(QuantileEstimate(0.95, of: samples))
        #expect(p95.seconds == nil && p95.lower == 60 && p95.upper == nil)
        let median = try #require(QuantileEstimate(0.5, of: samples))
        #expect(median.seconds == 25.5 && median.lower == 18 && median.upper == 32)
        #expect(QuantileEstimate(0.5, of: []) == nil)
    }

    @Test(
        "nominal 95 % intervals hold the median and the quantile 0.95 in 93 to 97 % of 1,000 campaigns",
        arguments: SimulatedCampaign.truths)
    func coverage(truth: Distribution) throws {
        let probabilities = [0.5, 0.95]
        let quantiles = probabilities.map(truth.quantile)
        let held = SimulatedCampaign.counts(campaigns: 1000) { random in
            let samples = SimulatedCampaign.samples(of: truth, random)
            return zip(probabilities, quantiles).map { probability, quantile in
                QuantileEstimate(probability, of: samples)?.holds(quantile) ?? false
            }
        }
        for held in held { #expect((930...970).contains(held)) }
    }
}

/// `count` copies.
private func * (values: [IntervalSample], count: Int) -> [IntervalSample] {
    (0..<count).flatMap { _ in values }
}
