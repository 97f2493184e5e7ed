import BootProbe
import Foundation
import Profiles
import TestSupport

/// Long-run coverage of the nominal 95 % intervals, from more simulated campaigns than a test has time for.
///
/// Called with a number of campaigns, 10,000 where there is none, and then the names of the parts to run.
@main
struct Benchmark {
    static let parts: [(name: String, run: @Sendable (_ campaigns: Int) -> Void)] = [
        ("quantiles", quantiles), ("bootstrap", bootstrap), ("parameters", parameters), ("speed", speed),
        ("selection", selection),
    ]

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let campaigns = arguments.first.flatMap { Int($0) } ?? 10_000
        let wanted = arguments.filter { Int($0) == nil }
        for part in parts where wanted.isEmpty || wanted.contains(part.name) {
            let start = Date.now
            part.run(campaigns)
            print("\(part.name): \(String(format: "%.1f", Date.now.timeIntervalSince(start))) s\n")
        }
    }

    static func quantiles(_ campaigns: Int) {
        let probabilities = [0.5, 0.9, 0.95]
        for (name, truth) in named {
            let quantiles = probabilities.map(truth.quantile)
            let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 2) { random in
                let samples = SimulatedCampaign.samples(of: truth, random)
                return zip(probabilities, quantiles).map { probability, quantile in
                    guard let estimate = QuantileEstimate(probability, of: samples) else { return false }
                    return estimate.lower ?? 0 <= quantile && quantile <= estimate.upper ?? .infinity
                }
            }
            report("quantiles of \(name)", zip(["median", "p90", "p95"], held), of: campaigns)
        }
    }

    static func bootstrap(_ campaigns: Int) {
        for (name, truth) in named {
            for count in [50, 20, 10] {
                let slower = truth.scaled(by: 1.1)
                let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 3) { random in
                    let samples = [slower, truth].map {
                        BatchedSample(SimulatedCampaign.samples(of: $0, count: count, random).map(\.upper))
                    }
                    let difference = slower.mean - truth.mean
                    return [
                        Bootstrap.medianRatio(of: samples[0], to: samples[1]).holds(1.1),
                        Bootstrap.corrected(samples, statistic: medianRatio).holds(1.1),
                        Bootstrap.mean(of: samples[1]).holds(truth.mean),
                        Bootstrap.meanDifference(of: samples[0], and: samples[1]).holds(difference),
                    ]
                }
                let names = ["ratio, percentile", "ratio, BCa", "mean", "difference of means"]
                report("bootstrap of \(count) from \(name)", zip(names, held), of: campaigns)
            }
        }
    }

    static func parameters(_ campaigns: Int) {
        for truth in families {
            let known = truth.fittedParameters
            let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 4) { random in
                let samples = SimulatedCampaign.samples(of: truth, random)
                guard let fit = truth.fittedFamily.fit(samples) else { return known.map { _ in false } }
                let parameters = ProfileLikelihood(samples, family: truth.fittedFamily, fit: fit.fit).parameters()
                return zip(known, parameters).map { value, parameter in
                    parameter.lower ?? -.infinity <= value && value <= parameter.upper ?? .infinity
                }
            }
            report("\(truth)", zip(truth.parameterNames, held), of: campaigns)
        }
    }

    static func selection(_ campaigns: Int) {
        let margins = [0.0, 1, 2, 3, 4, 5, 6, 8, 10]
        for truth in families {
            let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 5) { random in
                let samples = SimulatedCampaign.samples(of: truth, random)
                func aic(_ f: ParametricFamily, _ k: Double) -> Double {
                    (f.fit(samples)?.logLikelihood).map { 2 * k - 2 * $0 } ?? .infinity
                }
                let simple = min(aic(.shiftedLognormal, 3), aic(.gamma, 2), aic(.weibull, 2))
                let m = aic(.mixture, 5)
                return margins.map { m < simple - $0 }
            }
            report("\(truth)", zip(margins.map { "\($0)" }, held), of: campaigns)
        }
    }

    static func speed(_: Int) {
        for truth in families {
            let random = SeededRandom(seed: 1)
            let samples = SimulatedCampaign.samples(of: truth, random)
            var line = "\(truth.family): "
            for family in ParametricFamily.allCases {
                let start = Date.now
                let fit = family.fit(samples)!.fit
                let fitted = Date.now
                _ = ProfileLikelihood(samples, family: family, fit: fit).parameters()
                line +=
                    "\(family) \(Int(fitted.timeIntervalSince(start) * 1e3)) + \(Int(Date.now.timeIntervalSince(fitted) * 1e3)) ms, "
            }
            print(line)
        }
    }

    static let families: [Distribution] = [
        .gamma(shape: 30, scale: 0.02), .gamma(shape: 2, scale: 0.2), .gamma(shape: 4000, scale: 0.01),
        .weibull(shape: 3, scale: 0.8), .weibull(shape: 40, scale: 37), .weibull(shape: 1.2, scale: 0.3),
        .shiftedLognormal(shift: 0.4, mu: -2, sigma: 0.7), .shiftedLognormal(shift: 1, mu: -1.5, sigma: 0.4),
        .shiftedLognormal(shift: 0.1, mu: -2, sigma: 0.2), .shiftedLognormal(shift: 10, mu: 1, sigma: 1),
        SimulatedCampaign.truths[2],
        .mixture(weight: 0.85, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 0.6, sigma: 0.2)),
        .mixture(weight: 0.5, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 0.35, sigma: 0.1)),
    ]

    static func medianRatio(_ samples: [[Double]]) -> Double {
        let medians = samples.map { sample in
            let sorted = sample.sorted()
            return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        }
        return medians[0] / medians[1]
    }

    static let named = zip(["lognormal", "gamma", "bimodal"], SimulatedCampaign.truths)

    static func report(_ title: String, _ held: some Sequence<(String, Int)>, of campaigns: Int) {
        let shares = held.map { name, count in
            "\(name) \(String(format: "%.1f", 100 * Double(count) / Double(campaigns))) %"
        }
        print("\(title): \(shares.joined(separator: ", "))")
    }
}

extension Distribution {
    var family: String {
        switch self {
        case .deterministic: "deterministic"
        case .exponential: "exponential"
        case .shiftedLognormal: "shifted_lognormal"
        case .gamma: "gamma"
        case .weibull: "weibull"
        case .mixture: "lognormal_mixture"
        case .empirical: "empirical"
        case .empiricalWithTail: "empirical_with_tail"
        }
    }

    var fittedFamily: ParametricFamily {
        switch self {
        case .shiftedLognormal: .shiftedLognormal
        case .gamma: .gamma
        case .weibull: .weibull
        default: .mixture
        }
    }

    var fittedParameters: [Double] {
        switch self {
        case .shiftedLognormal(let shift, let mu, let sigma): [shift, mu, sigma]
        case .gamma(let shape, let scale), .weibull(let shape, let scale): [shape, scale]
        case .mixture(let weight, let first, let second): [weight, first.mu, first.sigma, second.mu, second.sigma]
        default: []
        }
    }

    var parameterNames: [String] {
        switch self {
        case .shiftedLognormal: ["shift", "mu", "sigma"]
        case .mixture: ["weight", "mu1", "s1", "mu2", "s2"]
        default: ["shape", "scale"]
        }
    }
}
