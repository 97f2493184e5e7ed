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
        case .empirical(let values):
            return Double(values.count { $0 <= seconds }) / Double(values.count)
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
        case .deterministic, .empirical: return 1 - probability(upTo: seconds)
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
        case .empirical(let values): return OrderStatistics.quantile(probability, of: values)
        }
    }

    /// Logarithm of the density at `seconds`; nil for the families that have none.
    func logDensity(at seconds: Double) -> Double? {
        switch self {
        case .deterministic, .empirical: return nil
        case .exponential(let mean): return seconds < 0 ? -.infinity : -seconds / mean - log(mean)
        case .shiftedLognormal(let shift, let mu, let sigma):
            guard seconds > shift else { return -.infinity }
            let logarithm = log(seconds - shift)
            let deviation = (logarithm - mu) / sigma
            return -deviation * deviation / 2 - logarithm - log(sigma) - log(2 * .pi) / 2
        case .gamma(let shape, let scale):
            guard seconds > 0 else { return -.infinity }
            return (shape - 1) * log(seconds / scale) - seconds / scale - lgamma(shape) - log(scale)
        case .weibull(let shape, let scale):
            guard seconds > 0 else { return -.infinity }
            let ratio = log(seconds / scale)
            return log(shape / scale) + (shape - 1) * ratio - exp(shape * ratio)
        }
    }
}
