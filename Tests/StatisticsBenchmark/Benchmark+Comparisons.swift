import BootProbe
import Foundation
import Profiles
import TestSupport

extension Benchmark {
    static func quantiles(_ campaigns: Int) {
        let probabilities = [0.5, 0.9, 0.95]
        for (name, truth) in named {
            let quantiles = probabilities.map(truth.quantile)
            for count in [50, 20] {
                let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 2) { random in
                    let samples = SimulatedCampaign.samples(of: truth, count: count, random)
                    return zip(probabilities, quantiles).map { probability, quantile in
                        QuantileEstimate(probability, of: samples)?.holds(quantile) ?? false
                    }
                }
                report("quantiles of \(count) from \(name)", ["median", "p90", "p95"], held, of: campaigns)
            }
        }
    }

    /// The bootstrap's rival intervals for the ratio of medians.
    static func ratios(_ campaigns: Int) {
        let nearGap = Distribution.mixture(
            weight: 0.55, first: Lognormal(mu: -0.105, sigma: 0.05), second: Lognormal(mu: 0.588, sigma: 0.08))
        for (name, truth) in Array(named) + [("bimodal with the median near the gap", nearGap)] {
            for count in [50, 20, 10] {
                let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 3) { random in
                    let values = [truth.scaled(by: 1.1), truth].map {
                        SimulatedCampaign.samples(of: $0, count: count, random).map(\.upper)
                    }
                    let samples = values.map { BatchedSample($0) }
                    let percentile = Bootstrap.medianRatio(of: samples[0], to: samples[1])
                    let estimate = medianRatio(values)
                    let basic = ConfidenceInterval(
                        lower: estimate * estimate / percentile.upper, upper: estimate * estimate / percentile.lower)
                    let same = SimulatedCampaign.samples(of: truth, count: count, random).map(\.upper)
                    let p = PermutationTest.medianRatioPValue(samples[1], BatchedSample(same), permutations: 199)
                    return [
                        percentile.holds(1.1), basic.holds(1.1),
                        Bootstrap.corrected(samples, statistic: medianRatio).holds(1.1),
                        smoothed(values, random).holds(1.1), p <= 0.05,
                    ]
                }
                report(
                    "ratio of medians of \(count) from \(name)",
                    ["percentile", "basic", "BCa", "smoothed", "p ≤ 0.05 for equals"], held, of: campaigns)
            }
        }
    }

    static func means(_ campaigns: Int) {
        for (name, truth) in named {
            for count in [50, 20, 10] {
                let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 4) { random in
                    let slower = truth.scaled(by: 1.1)
                    let samples = [slower, truth].map {
                        BatchedSample(SimulatedCampaign.samples(of: $0, count: count, random).map(\.upper))
                    }
                    let difference = slower.mean - truth.mean
                    return [
                        Bootstrap.mean(of: samples[1]).holds(truth.mean),
                        Bootstrap.meanDifference(of: samples[0], and: samples[1]).holds(difference),
                    ]
                }
                report("means of \(count) from \(name)", ["mean", "difference"], held, of: campaigns)
            }
        }
    }

    private static func medianRatio(_ samples: [[Double]]) -> Double {
        let medians = samples.map { sample in
            let sorted = sample.sorted()
            return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        }
        return medians[0] / medians[1]
    }

    /// The percentile interval of draws that are blurred on the logarithmic scale by Silverman's bandwidth.
    private static func smoothed(_ values: [[Double]], _ random: borrowing SeededRandom) -> ConfidenceInterval {
        let blurs = values.map { values in
            let logs = values.map { log($0) }.sorted()
            let mean = logs.reduce(0, +) / Double(logs.count)
            let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count - 1)).squareRoot()
            let quartiles = logs[logs.count * 3 / 4] - logs[logs.count / 4]
            let width = 0.9 * min(deviation, quartiles / 1.34) * pow(Double(logs.count), -0.2)
            return Distribution.shiftedLognormal(shift: 0, mu: 0, sigma: width)
        }
        var ratios: [Double] = []
        for _ in 0..<999 {
            var draws: [[Double]] = []
            for (values, blur) in zip(values, blurs) {
                var draw: [Double] = []
                for _ in values { draw.append(values[random.index(below: values.count)] * random.draw(from: blur)) }
                draws.append(draw)
            }
            ratios.append(medianRatio(draws))
        }
        ratios.sort()
        return ConfidenceInterval(lower: ratios[24], upper: ratios[974])
    }
}
