import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Intervals of fitted parameters")
struct ProfileLikelihoodTests {
    static let truths: [Distribution] = [
        .gamma(shape: 30, scale: 0.02), .weibull(shape: 3, scale: 0.8),
        .shiftedLognormal(shift: 0.4, mu: -2, sigma: 0.7),
    ]

    static func parameters(_ samples: [IntervalSample], like truth: Distribution) throws -> [FittedParameter] {
        let family = try #require(truth.parametricFamily)
        let fit = try #require(family.fit(samples)).fit
        return ProfileLikelihood(samples, family: family, fit: fit).parameters()
    }

    /// By SciPy 1.17: the deviance from minimize(Nelder-Mead) over the other parameter, the ends from brentq.
    @Test("intervals agree with SciPy")
    func reference() throws {
        let samples = [0.61, 0.64, 0.66, 0.67, 0.70, 0.71, 0.75, 0.78, 0.84, 0.95].map { IntervalSample.exact($0) }
        let expected: [(Distribution, [(String, Double, Double)])] = [
            (Self.truths[0], [("shape", 17.8549, 141.3081), ("scale_s", 0.00516053, 0.0413474)]),
            (Self.truths[1], [("shape", 3.943355, 11.319616), ("scale_s", 0.6868562, 0.8701498)]),
        ]
        for (truth, intervals) in expected {
            for (parameter, (name, lower, upper)) in zip(try Self.parameters(samples, like: truth), intervals) {
                #expect(parameter.name == name)
                #expect(abs(try #require(parameter.lower) / lower - 1) < 0.002)
                #expect(abs(try #require(parameter.upper) / upper - 1) < 0.002)
            }
        }
    }

    @Test("intervals hold the truth of an ideal sample, and honour polling and time-outs", arguments: truths)
    func ideal(truth: Distribution) throws {
        let values = BootFitTests.ideal(truth, count: 60)
        let step = truth.variance.squareRoot() / 2
        let limit = truth.quantile(0.8)
        let gridded = values.map { value in
            let lower = (value / step).rounded(.down) * step
            return value > limit
                ? IntervalSample.censored(after: limit) : IntervalSample(lower: lower, upper: lower + step)
        }
        let exact = try Self.parameters(values.map { .exact($0) }, like: truth)
        let censored = try Self.parameters(gridded, like: truth)
        for ((exact, censored), value) in zip(zip(exact, censored), truth.parameters) {
            #expect(exact.holds(value) && exact.lower! < value && value < exact.upper!)
            #expect(censored.holds(value), "\(censored)")
            #expect(censored.upper! - censored.lower! > exact.upper! - exact.lower!, "less is known")
        }
    }

    @Test("a shift that the sample does not tell from none begins at 0, and none exceeds the smallest value")
    func shiftEnds() throws {
        let values = BootFitTests.ideal(.gamma(shape: 60, scale: 0.02), count: 40)
        let shift = try Self.parameters(values.map { .exact($0) }, like: Self.truths[2])[0]
        #expect(shift.name == "shift_s" && shift.lower == 0 && shift.upper! < values[0])
    }

    @Test("a profile has the intervals of the fits that are worth it")
    func profiles() throws {
        let values = BootFitTests.ideal(Self.truths[2], count: 60)
        let profile = try #require(BootFit.profile(of: values.map { .exact($0) }, bootstrapReplicates: 0))
        let parameters = Dictionary(uniqueKeysWithValues: profile.fits.map { ($0.distribution.family, $0.parameters) })
        #expect(parameters["shifted_lognormal"]??.map(\.name) == ["shift_s", "mu", "sigma"])
        #expect(parameters["weibull"]! == nil && parameters["empirical"]! == nil, "ruled out, and without parameters")
        #expect(parameters["lognormal_mixture"]! == nil, "one mode does as well")
        let json = String(decoding: try JSONFormat.encode(profile), as: UTF8.self)
        #expect(json.contains(#""name" : "shift_s""#))
        #expect(try JSONFormat.decode(BootProfile.self, from: Data(json.utf8)) == profile)
        let report = FitReport([
            Profile(
                image: "vote", technology: .vm, accelerator: .tcg, origin: .measured(campaign: "1"), boot: profile)
        ])
        #expect(report.text.contains("\nvote.vm: shift_s 0.403 (0.34"))
    }

    @Test("a mixture of modes apart has an interval for each parameter")
    func mixture() throws {
        let truth = BootFitTests.mixtures[0]
        let samples = BootFitTests.ideal(truth, count: 50).map { IntervalSample.exact($0) }
        let parameters = try Self.parameters(samples, like: truth)
        #expect(parameters.map(\.name) == ["weight", "first.mu", "first.sigma", "second.mu", "second.sigma"])
        for (parameter, value) in zip(parameters, truth.parameters) {
            #expect(parameter.holds(value) && parameter.upper! - parameter.lower! < 0.3)
        }
    }

    @Test("nominal 95 % intervals hold the parameters in 93 to 97 % in the long run", arguments: truths)
    func coverage(truth: Distribution) throws {
        let campaigns = 150
        let held = SimulatedCampaign.counts(campaigns: campaigns) { random in
            let samples = SimulatedCampaign.samples(of: truth, random)
            guard let parameters = try? Self.parameters(samples, like: truth) else {
                return truth.parameters.map { _ in false }
            }
            return zip(parameters, truth.parameters).map { $0.holds($1) }
        }
        for held in held { #expect(SimulatedCampaign.agree(held, of: campaigns, with: 0.93...0.97)) }
    }
}
