import CGSL
import Foundation
import Profiles

extension Distribution {
    /// Probability of a duration of at most `seconds`.
    package func probability(upTo seconds: Double) -> Double {
        GSL.prepare()
        switch self {
        case .deterministic(let value): return seconds >= value ? 1 : 0
        case .exponential(let mean): return gsl_cdf_exponential_P(max(0, seconds), mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            return seconds > shift ? gsl_cdf_lognormal_P(seconds - shift, mu, sigma) : 0
        case .gamma(let shape, let scale): return seconds > 0 ? gsl_cdf_gamma_P(seconds, shape, scale) : 0
        case .weibull(let shape, let scale): return seconds > 0 ? gsl_cdf_weibull_P(seconds, scale, shape) : 0
        case .mixture(let weight, let first, let second):
            guard seconds > 0 else { return 0 }
            return weight * gsl_cdf_lognormal_P(seconds, first.mu, first.sigma)
                + (1 - weight) * gsl_cdf_lognormal_P(seconds, second.mu, second.sigma)
        case .empirical(let values):
            return Double(values.count { $0 <= seconds }) / Double(values.count)
        case .empiricalWithTail(let values, let tail):
            let excess = seconds - values[values.count - 1]
            if excess > 0 { return 1 - tail.probability * tail.probability(beyond: excess) }
            return (1 - tail.probability) * Self.interpolatedProbability(upTo: seconds, values)
        }
    }

    /// Probability of a duration longer than `seconds`; exact where `1 - probability(upTo:)` would cancel.
    package func probability(beyond seconds: Double) -> Double {
        GSL.prepare()
        switch self {
        case .shiftedLognormal(let shift, let mu, let sigma):
            return seconds > shift ? gsl_cdf_lognormal_Q(seconds - shift, mu, sigma) : 1
        case .gamma(let shape, let scale): return seconds > 0 ? gsl_cdf_gamma_Q(seconds, shape, scale) : 1
        case .weibull(let shape, let scale): return seconds > 0 ? gsl_cdf_weibull_Q(seconds, scale, shape) : 1
        case .exponential(let mean): return gsl_cdf_exponential_Q(max(0, seconds), mean)
        case .mixture(let weight, let first, let second):
            guard seconds > 0 else { return 1 }
            return weight * gsl_cdf_lognormal_Q(seconds, first.mu, first.sigma)
                + (1 - weight) * gsl_cdf_lognormal_Q(seconds, second.mu, second.sigma)
        case .empiricalWithTail(let values, let tail) where seconds > values[values.count - 1]:
            return tail.probability * tail.probability(beyond: seconds - values[values.count - 1])
        case .deterministic, .empirical, .empiricalWithTail: return 1 - probability(upTo: seconds)
        }
    }

    /// The duration, in seconds, that is not exceeded with `probability` in [0, 1].
    package func quantile(_ probability: Double) -> Double {
        precondition((0...1).contains(probability))
        GSL.prepare()
        switch self {
        case .deterministic(let value): return value
        case .exponential(let mean): return gsl_cdf_exponential_Pinv(probability, mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            return shift + gsl_cdf_lognormal_Pinv(probability, mu, sigma)
        case .gamma(let shape, let scale): return gsl_cdf_gamma_Pinv(probability, shape, scale)
        case .weibull(let shape, let scale): return gsl_cdf_weibull_Pinv(probability, scale, shape)
        case .mixture(let weight, let first, let second):
            return Self.mixtureQuantile(probability, weight, first, second)
        case .empirical(let values): return OrderStatistics.quantile(probability, of: values)
        case .empiricalWithTail(let values, let tail):
            let beyond = (1 - probability) / tail.probability
            if beyond < 1 { return values[values.count - 1] + tail.excess(exceededWith: beyond) }
            return OrderStatistics.quantile(min(1, probability / (1 - tail.probability)), of: values)
        }
    }

    /// Logarithm of the density at `seconds`; nil for the families that have none.
    func logDensity(at seconds: Double) -> Double? {
        switch self {
        case .deterministic, .empirical, .empiricalWithTail: return nil
        case .exponential(let mean): return seconds < 0 ? -.infinity : -seconds / mean - log(mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            guard seconds > shift else { return -.infinity }
            return Lognormal(mu: mu, sigma: sigma).logDensity(atLogarithm: log(seconds - shift))
        case .gamma(let shape, let scale):
            guard seconds > 0 else { return -.infinity }
            return (shape - 1) * log(seconds / scale) - seconds / scale - lgamma(shape) - log(scale)
        case .weibull(let shape, let scale):
            guard seconds > 0 else { return -.infinity }
            let ratio = log(seconds / scale)
            return log(shape / scale) + (shape - 1) * ratio - exp(shape * ratio)
        case .mixture(let weight, let first, let second):
            guard seconds > 0 else { return -.infinity }
            let logarithm = log(seconds)
            return LogSum.of(
                log(weight) + first.logDensity(atLogarithm: logarithm),
                log1p(-weight) + second.logDensity(atLogarithm: logarithm))
        }
    }

    /// Lies between the two components' own quantiles, where the distribution function passes `probability`.
    private static func mixtureQuantile(
        _ probability: Double, _ weight: Double, _ first: Lognormal, _ second: Lognormal
    ) -> Double {
        let ends = [first, second].map { gsl_cdf_lognormal_Pinv(probability, $0.mu, $0.sigma) }.sorted()
        guard ends[0] > 0, ends[1] < .infinity else { return probability > 0.5 ? .infinity : 0 }
        let mixture = Distribution.mixture(weight: weight, first: first, second: second)
        let root = RootFinder.root(
            of: { seconds in
                // From the smaller tail, whose digits are not lost in the other.
                probability < 0.5
                    ? mixture.probability(upTo: seconds) - probability
                    : (1 - probability) - mixture.probability(beyond: seconds)
            }, between: ends[0]...ends[1], relativeError: 1e-12)
        // Rounding can leave no change of sign where the ends all but meet.
        return root ?? ends[0]
    }

    /// The inverse of interpolating linearly between `values` at equally spaced probabilities.
    private static func interpolatedProbability(upTo seconds: Double, _ values: [Double]) -> Double {
        guard let above = values.firstIndex(where: { $0 > seconds }) else { return 1 }
        guard above > 0 else { return 0 }
        let fraction = (seconds - values[above - 1]) / (values[above] - values[above - 1])
        return (Double(above - 1) + fraction) / Double(values.count - 1)
    }
}

extension Lognormal {
    /// Logarithm of the density at the value with that `logarithm`.
    func logDensity(atLogarithm logarithm: Double) -> Double {
        let deviation = (logarithm - mu) / sigma
        return -deviation * deviation / 2 - logarithm - log(sigma) - log(2 * .pi) / 2
    }
}

extension ParetoTail {
    /// Probability of an excess of more than `excess` seconds, 0 or more, for one beyond the threshold.
    func probability(beyond excess: Double) -> Double {
        let ratio = excess / scale
        if abs(shape) < 1e-9 { return exp(-ratio) }
        let base = 1 + shape * ratio
        return base > 0 ? exp(-log1p(shape * ratio) / shape) : 0
    }

    /// Logarithm of the density of an excess, given one.
    func logDensity(ofExcess excess: Double) -> Double {
        let ratio = excess / scale
        if abs(shape) < 1e-9 { return -ratio - log(scale) }
        let base = 1 + shape * ratio
        return base > 0 ? -(1 + 1 / shape) * log1p(shape * ratio) - log(scale) : -.infinity
    }
}
