import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing

@Suite("Fits of boot times")
struct BootFitTests {
    /// `count` values at equally spaced probabilities: as like the distribution as a sample can be.
    static func ideal(_ distribution: Distribution, count: Int) -> [Double] {
        (0..<count).map { distribution.quantile((Double($0) + 0.5) / Double(count)) }
    }

    /// The most likely member of `truth`'s family.
    static func fit(likely truth: Distribution, _ samples: [IntervalSample]) throws -> Distribution {
        try #require(truth.parametricFamily?.fit(samples)).fit
    }

    static let truths: [Distribution] = [
        .shiftedLognormal(shift: 0.4, mu: -2, sigma: 0.7), .gamma(shape: 30, scale: 0.02),
        .gamma(shape: 4000, scale: 0.01), .weibull(shape: 3, scale: 0.8), .weibull(shape: 40, scale: 37),
    ]

    @Test("fits, AIC and Anderson–Darling agree with SciPy 1.17")
    func reference() throws {
        let values = [0.61, 0.64, 0.66, 0.67, 0.70, 0.71, 0.75, 0.78, 0.84, 0.95]
        let profile = try #require(BootFit.profile(of: values.map { .exact($0) }, bootstrapReplicates: 0))
        let fits = profile.fits
        #expect(fits.map(\.distribution.family) == ["shifted_lognormal", "gamma", "weibull", "empirical"])
        // scipy.stats: lognorm by minimize(Nelder-Mead) over (mu, ln sigma, loc), gamma.fit and weibull_min.fit (floc=0).
        let expected: [([Double], Double, Double?)] = [
            ([0.565557, -1.975074, 0.607410], -15.093731, nil), ([59.609610, 0.0122631], -14.878543, 0.292693),
            ([7.216661, 0.775801], -12.163590, 0.505097),
        ]
        for (fit, (parameters, aic, distance)) in zip(fits, expected) {
            for (found, wanted) in zip(fit.distribution.parameters, parameters) {
                #expect(abs(found / wanted - 1) < 1e-4)
            }
            #expect(abs(try #require(fit.aic) - aic) < 1e-5)
            if let distance { #expect(abs(try #require(fit.andersonDarling) - distance) < 1e-4) }
        }
        #expect(fits[3].distribution == .empirical(values: values))
    }

    @Test("parameters are recovered from an ideal sample, and AIC prefers their family", arguments: truths)
    func recovery(truth: Distribution) throws {
        let samples = Self.ideal(truth, count: 120).map { IntervalSample.exact($0) }
        let best = try #require(BootFit.profile(of: samples, bootstrapReplicates: 0)?.fits.first?.distribution)
        #expect(best.family == truth.family)
        #expect(abs(best.mean / truth.mean - 1) < 0.005)
        #expect(abs(best.variance / truth.variance - 1) < 0.12)
    }

    @Test("polling on a coarse grid costs no bias when its intervals are honoured", arguments: truths)
    func intervalCensoring(truth: Distribution) throws {
        let step = truth.variance.squareRoot()
        let values = Self.ideal(truth, count: 120)
        let intervals = values.map { value in
            let index = (value / step).rounded(.down)
            return IntervalSample(lower: index * step, upper: (index + 1) * step)
        }
        let honest = try Self.fit(likely: truth, intervals)
        #expect(abs(honest.mean - truth.mean) < 0.1 * step)
        let naive = try Self.fit(likely: truth, intervals.map { .exact($0.upper) })
        #expect(naive.mean - truth.mean > 0.3 * step, "what taking the upper ends would cost")
    }

    @Test("time-outs count as longer, not as absent", arguments: truths)
    func rightCensoring(truth: Distribution) throws {
        let limit = truth.quantile(0.7)
        let values = Self.ideal(truth, count: 120)
        let samples = values.map { $0 > limit ? IntervalSample.censored(after: limit) : .exact($0) }
        let profile = try #require(BootFit.profile(of: samples, bootstrapReplicates: 0))
        #expect(profile.trials == 84 && profile.censored == 36)
        let fit = try #require(profile.fits.first { $0.distribution.family == truth.family }).distribution
        let deviation = truth.variance.squareRoot()
        #expect(abs(fit.mean - truth.mean) < 0.1 * deviation)
        let dropped = try Self.fit(likely: truth, samples.filter { !$0.isCensored })
        #expect(truth.mean - dropped.mean > 0.3 * deviation, "what dropping the time-outs would cost")
    }

    static let mixtures: [Distribution] = [
        .mixture(weight: 0.7, first: Lognormal(mu: -0.1, sigma: 0.05), second: Lognormal(mu: 0.6, sigma: 0.08)),
        .mixture(weight: 0.2, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 0.5, sigma: 0.1)),
        .mixture(weight: 0.8, first: Lognormal(mu: 3, sigma: 0.02), second: Lognormal(mu: 3.2, sigma: 0.2)),
    ]

    @Test(
        "two modes are fitted by a mixture, whose parameters are recovered, on a coarse grid too", arguments: mixtures)
    func mixture(truth: Distribution) throws {
        let values = Self.ideal(truth, count: 120)
        let step = values[60] * 0.02
        let gridded = values.map { value in
            let index = (value / step).rounded(.down)
            return IntervalSample(lower: index * step, upper: (index + 1) * step)
        }
        for samples in [values.map { IntervalSample.exact($0) }, gridded] {
            let profile = try #require(BootFit.profile(of: samples, bootstrapReplicates: 0))
            #expect(profile.distribution.family == "lognormal_mixture")
            for (found, wanted) in zip(profile.distribution.parameters, truth.parameters) {
                #expect(abs(found - wanted) < 0.03)
            }
        }
    }

    @Test("a mixture honours time-outs of its slower mode")
    func censoredMixture() throws {
        let truth = Self.mixtures[1]
        let limit = truth.quantile(0.9)
        let samples = Self.ideal(truth, count: 120)
            .map { $0 > limit ? IntervalSample.censored(after: limit) : .exact($0) }
        let fit = try Self.fit(likely: truth, samples)
        #expect(abs(fit.mean - truth.mean) < 0.01)
    }

    @Test("a mixture hangs no component on values that happen to be close together")
    func degenerateMixture() throws {
        let values = Self.ideal(.gamma(shape: 30, scale: 0.02), count: 40) + [0.6, 0.6, 0.6]
        let samples = values.map { IntervalSample.exact($0) }
        let fit = try Self.fit(likely: Self.mixtures[0], samples).parameters
        #expect(fit[0] >= 0.05 && fit[0] <= 0.95)
        #expect(min(fit[2], fit[4]) >= 0.049 * max(fit[2], fit[4]))
        let profile = try #require(BootFit.profile(of: samples))
        #expect(profile.distribution.family == "gamma")
    }

    @Test("three modes fit no family, and the values themselves are kept, with a tail where they are many")
    func threeModes() throws {
        func values(_ count: Int) -> [Double] {
            [0.001, 0.002, 0.004].flatMap { Self.ideal(.gamma(shape: 900, scale: $0), count: count) }
        }
        let few = try #require(BootFit.profile(of: values(15).map { .exact($0) }))
        #expect(few.distribution == .empirical(values: values(15)))
        #expect(try #require(few.fits.first?.goodnessOfFitPValue) < 0.05)
        let many = try #require(BootFit.profile(of: values(20).map { .exact($0) }))
        #expect(many.distribution.family == "empirical_with_tail")
    }

    @Test("the tail beyond the values is recovered, and lengthened by time-outs", arguments: [-0.25, 0, 0.25])
    func tail(shape: Double) throws {
        let truth = Distribution.empiricalWithTail(
            values: (0...100).map { 0.5 + Double($0) / 200 },
            tail: ParetoTail(probability: 0.2, scale: 0.3, shape: shape))
        let values = Self.ideal(truth, count: 500)
        let limit = truth.quantile(0.95)
        for samples in [
            values.map { IntervalSample.exact($0) },
            values.map { $0 > limit ? .censored(after: limit) : IntervalSample(lower: $0 - 0.001, upper: $0 + 0.001) },
        ] {
            let fit = try #require(TailFit.distribution(of: samples))
            let parameters = fit.parameters
            #expect(parameters.count == 400 + 3 && abs(parameters[400] - 0.2) < 1e-9)
            #expect(abs(parameters[401] / 0.3 - 1) < 0.08 && abs(parameters[402] - shape) < 0.08)
            #expect(abs(fit.quantile(0.99) / truth.quantile(0.99) - 1) < 0.05)
        }
        #expect(TailFit.distribution(of: values.prefix(49).map { .exact($0) }) == nil)
    }

    @Test("a sample of a family is fitted by it, with a high p-value, the same for the same seed")
    func acceptance() throws {
        let samples = Self.ideal(.gamma(shape: 30, scale: 0.02), count: 40).map { IntervalSample.exact($0) }
        let profile = try #require(BootFit.profile(of: samples))
        #expect(profile.distribution == profile.fits[0].distribution)
        #expect(try #require(profile.fits[0].goodnessOfFitPValue) > 0.5)
        #expect(BootFit.profile(of: samples) == profile)
    }

    @Test("p-values of true fits are uniform: about one in ten is below 0.1")
    func calibration() throws {
        let truth = Distribution.gamma(shape: 30, scale: 0.02)
        var state: UInt64 = 1
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Double(state >> 11) + 0.5) * 0x1p-53
        }
        var below = 0
        for _ in 0..<50 {
            let samples = (0..<10).map { _ in IntervalSample.exact(truth.quantile(uniform())) }
            let p = GoodnessOfFit.bootstrapPValue(
                samples, family: .gamma, fit: try Self.fit(likely: truth, samples), replicates: 9, seed: 1)
            if p <= 0.1 { below += 1 }
        }
        // Binomial(50, 0.1): 1 to 12 lie within 3.3 standard deviations.
        #expect((1...12).contains(below))
    }

    static let oddSamples: [[IntervalSample]] = {
        let ideal = Self.ideal(.gamma(shape: 30, scale: 0.02), count: 60)
        return [
            // Most timed out, two values, one far value, whole seconds, very short, very long, polled once a second.
            ideal.prefix(20).map { .exact($0) } + [IntervalSample](repeating: .censored(after: 0.6), count: 40),
            ideal.indices.map { .exact($0 % 3 == 0 ? 1 : 2) }, (ideal + [3000]).map { .exact($0) },
            ideal.map { .exact(($0 * 10).rounded()) }, ideal.map { .exact($0 * 1e-6) }, ideal.map { .exact($0 * 1e6) },
            ideal.map { IntervalSample(lower: $0.rounded(.down), upper: $0.rounded(.up)) },
        ]
    }()

    @Test("odd samples get proper fits, or none", arguments: oddSamples)
    func odd(samples: [IntervalSample]) throws {
        let profile = try #require(BootFit.profile(of: samples, bootstrapReplicates: 9))
        for fit in profile.fits {
            #expect(fit.distribution.defect == nil)
            for parameter in fit.parameters ?? [] {
                #expect(parameter.lower ?? parameter.value <= parameter.value)
                #expect(parameter.upper ?? parameter.value >= parameter.value)
            }
        }
        #expect(try JSONFormat.decode(BootProfile.self, from: JSONFormat.encode(profile)).trials == profile.trials)
        _ = SampleWarnings.of(samplesInRunOrder: samples)
        #expect(Comparison(of: samples, with: samples)?.p == 1)
    }

    @Test("what cannot be fitted is kept as it is")
    func fallbacks() throws {
        #expect(BootFit.profile(of: []) == nil)
        #expect(BootFit.profile(of: [.censored(after: 3)]) == nil)
        let few = try #require(BootFit.profile(of: (1...7).map { .exact(Double($0)) }))
        #expect(few.distribution == .empirical(values: (1...7).map(Double.init)) && few.fits.count == 1)
        let same = try #require(BootFit.profile(of: [IntervalSample](repeating: .exact(2), count: 20)))
        #expect(same.distribution == .empirical(values: [Double](repeating: 2, count: 20)))
    }

    static let others: [Distribution] = [
        .exponential(mean: 3),
        .mixture(weight: 0.7, first: Lognormal(mu: 0, sigma: 0.05), second: Lognormal(mu: 0.7, sigma: 0.2)),
        .mixture(weight: 0.2, first: Lognormal(mu: 0, sigma: 1), second: Lognormal(mu: 0, sigma: 1)),
        .empiricalWithTail(values: [0.5, 1, 1.5], tail: ParetoTail(probability: 0.3, scale: 0.2, shape: 0.25)),
        .empiricalWithTail(values: [0.5, 1, 1.5], tail: ParetoTail(probability: 0.3, scale: 0.2, shape: -0.25)),
        .empiricalWithTail(values: [0.5, 1, 1.5], tail: ParetoTail(probability: 0.3, scale: 0.2, shape: 0)),
    ]

    @Test("quantiles invert probabilities", arguments: truths + others)
    func quantiles(distribution: Distribution) {
        for probability in [1e-9, 0.01, 0.5, 0.99, 1 - 1e-9] {
            let seconds = distribution.quantile(probability)
            #expect(abs(distribution.probability(upTo: seconds) / probability - 1) < 1e-6)
            #expect(
                abs(distribution.probability(upTo: seconds) + distribution.probability(beyond: seconds) - 1) < 1e-12)
        }
    }
}
