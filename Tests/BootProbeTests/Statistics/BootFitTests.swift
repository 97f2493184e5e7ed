import BootProbe
import Foundation
import Profiles
import Testing

@Suite("Fits of boot times")
struct BootFitTests {
    /// `count` values at equally spaced probabilities: as like the distribution as a sample can be.
    static func ideal(_ distribution: Distribution, count: Int) -> [Double] {
        (0..<count).map { distribution.quantile((Double($0) + 0.5) / Double(count)) }
    }

    static func fit(_ family: String, of samples: [IntervalSample], replicates: Int = 0) throws -> FittedDistribution {
        let profile = try #require(BootFit.profile(of: samples, bootstrapReplicates: replicates))
        return try #require(profile.fits.first { $0.distribution.family == family })
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
        let honest = try Self.fit(truth.family, of: intervals).distribution
        #expect(abs(honest.mean - truth.mean) < 0.1 * step)
        let naive = try Self.fit(truth.family, of: intervals.map { .exact($0.upper) }).distribution
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
        let dropped = try Self.fit(truth.family, of: samples.filter { !$0.isCensored }).distribution
        #expect(truth.mean - dropped.mean > 0.3 * deviation, "what dropping the time-outs would cost")
    }

    @Test("two modes fit no family, and the values themselves are kept")
    func bimodal() throws {
        let values =
            Self.ideal(.gamma(shape: 900, scale: 0.001), count: 20)
            + Self.ideal(.gamma(shape: 900, scale: 0.002), count: 20)
        let profile = try #require(BootFit.profile(of: values.map { .exact($0) }))
        #expect(profile.distribution == .empirical(values: values.sorted()))
        #expect(try #require(profile.fits.first?.goodnessOfFitPValue) < 0.05)
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
            if try #require(try Self.fit("gamma", of: samples, replicates: 9).goodnessOfFitPValue) <= 0.1 {
                below += 1
            }
        }
        // Binomial(50, 0.1): 1 to 12 lie within 3.3 standard deviations.
        #expect((1...12).contains(below))
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

extension Distribution {
    /// The name of the family, as in files.
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

    var parameters: [Double] {
        switch self {
        case .deterministic(let value): [value]
        case .exponential(let mean): [mean]
        case .shiftedLognormal(let shift, let mu, let sigma): [shift, mu, sigma]
        case .gamma(let shape, let scale), .weibull(let shape, let scale): [shape, scale]
        case .mixture(let weight, let first, let second): [weight, first.mu, first.sigma, second.mu, second.sigma]
        case .empirical(let values): values
        case .empiricalWithTail(let values, let tail): values + [tail.probability, tail.scale, tail.shape]
        }
    }
}
