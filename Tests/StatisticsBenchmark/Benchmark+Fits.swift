import BootProbe
import Foundation
import Profiles
import TestSupport

extension Benchmark {
    private static let oneMode: [Distribution] = [
        .gamma(shape: 30, scale: 0.02), .gamma(shape: 2, scale: 0.2), .gamma(shape: 4000, scale: 0.01),
        .weibull(shape: 3, scale: 0.8), .weibull(shape: 40, scale: 37), .weibull(shape: 1.2, scale: 0.3),
        .shiftedLognormal(shift: 0.4, mu: -2, sigma: 0.7), .shiftedLognormal(shift: 1, mu: -1.5, sigma: 0.4),
        .shiftedLognormal(shift: 0.1, mu: -2, sigma: 0.2), .shiftedLognormal(shift: 10, mu: 1, sigma: 1),
    ]
    /// Apart, one in the other's tail, and half covered by each other.
    private static let twoModes: [Distribution] = [
        SimulatedCampaign.truths[2],
        .mixture(weight: 0.85, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 0.6, sigma: 0.2)),
        .mixture(weight: 0.5, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 0.35, sigma: 0.1)),
    ]

    /// A fifth of the campaigns.
    static func parameters(_ campaigns: Int) {
        let campaigns = campaigns / 5
        for truth in oneMode + twoModes {
            guard let family = truth.parametricFamily else { continue }
            let held = SimulatedCampaign.counts(campaigns: campaigns, seed: 5) { random in
                let samples = SimulatedCampaign.samples(of: truth, random)
                guard let fit = family.fit(samples) else { return truth.parameters.map { _ in false } }
                let parameters = ProfileLikelihood(samples, family: family, fit: fit.fit).parameters()
                return zip(truth.parameters, parameters).map { $1.holds($0) }
            }
            let names = ["first", "second", "third", "fourth", "fifth"]
            report("parameters of \(truth.label)", names, held, of: campaigns)
        }
    }

    /// Which family is chosen, and how often the true one is refused; a twentieth of the campaigns.
    static func fits(_ campaigns: Int) {
        let campaigns = campaigns / 20
        let families = ["shifted_lognormal", "gamma", "weibull", "lognormal_mixture"]
        for truth in oneMode + twoModes {
            let chosen = SimulatedCampaign.counts(campaigns: campaigns, seed: 6) { random in
                let samples = SimulatedCampaign.samples(of: truth, random)
                guard let profile = BootFit.profile(of: samples, bootstrapReplicates: 99) else { return [] }
                let p = profile.fits.first { $0.distribution.family == truth.family }?.goodnessOfFitPValue
                return families.map { profile.distribution.family == $0 } + [(p ?? 0) <= 0.05]
            }
            report("chosen for \(truth.label)", families + ["p ≤ 0.05 for the true one"], chosen, of: campaigns)
        }
    }

    /// Of a campaign with eight targets.
    static func speed(_: Int) {
        let random = SeededRandom(seed: 7)
        var campaign: [[IntervalSample]] = []
        for target in 0..<8 {
            campaign.append(SimulatedCampaign.samples(of: (oneMode + twoModes)[target * 3 % 13], random))
        }
        time("fits of 8 targets of 50 trials") { for samples in campaign { _ = BootFit.profile(of: samples) } }
        time("warnings about them") { for samples in campaign { _ = SampleWarnings.of(samplesInRunOrder: samples) } }
        time("one comparison of two of them") { _ = Comparison(of: campaign[0], with: campaign[1]) }
    }

    private static func time(_ title: String, _ work: () -> Void) {
        let start = Date.now
        work()
        print("\(title): \(String(format: "%.2f", Date.now.timeIntervalSince(start))) s")
    }
}
