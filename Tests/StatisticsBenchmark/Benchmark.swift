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
        ("quantiles", quantiles), ("bootstrap", bootstrap),
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
