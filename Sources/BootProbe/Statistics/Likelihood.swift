import CGSL
import Foundation
import Profiles

/// The likelihood of interval-censored and right-censored samples.
enum Likelihood {
    /// Natural logarithm of the likelihood of `samples`; −∞ where one is impossible.
    ///
    /// An interval contributes its probability, an exact sample its density, a right-censored one the probability of
    /// all that is longer.
    static func log(of samples: [IntervalSample], under distribution: Distribution) -> Double {
        samples.reduce(0) { $0 + logContribution(of: $1, under: distribution) }
    }

    private static func logContribution(of sample: IntervalSample, under distribution: Distribution) -> Double {
        if sample.isCensored { return logSurvival(beyond: sample.lower, under: distribution) }
        let width = sample.upper - sample.lower
        if width > 0 {
            let probability = probability(of: sample, under: distribution)
            if probability > 0 { return Foundation.log(probability) }
        }
        // Exact, or so narrow or so far out that the difference of two probabilities has lost its digits.
        let density = distribution.logDensity(at: sample.representative) ?? -.infinity
        return width > 0 ? density + Foundation.log(width) : density
    }

    /// Probability of an interval, from the tail in which it does not cancel; 0 where even that has no digits left.
    private static func probability(of sample: IntervalSample, under distribution: Distribution) -> Double {
        let below = distribution.probability(upTo: sample.lower)
        let (larger, smaller) =
            below < 0.5
            ? (distribution.probability(upTo: sample.upper), below)
            : (distribution.probability(beyond: sample.lower), distribution.probability(beyond: sample.upper))
        let difference = larger - smaller
        return difference > 1e-7 * larger ? difference : 0
    }

    /// Far out, where probabilities underflow, by each family's own asymptote, so that a search still sees a slope.
    private static func logSurvival(beyond seconds: Double, under distribution: Distribution) -> Double {
        switch distribution {
        case .weibull(let shape, let scale): return seconds > 0 ? -pow(seconds / scale, shape) : 0
        case .shiftedLognormal(let shift, let mu, let sigma):
            return seconds > shift ? Lognormal(mu: mu, sigma: sigma).logSurvival(beyond: seconds - shift) : 0
        case .mixture(let weight, let first, let second):
            guard seconds > 0 else { return 0 }
            return LogSum.of(
                Foundation.log(weight) + first.logSurvival(beyond: seconds),
                log1p(-weight) + second.logSurvival(beyond: seconds))
        case .gamma(_, let scale):
            let survival = distribution.probability(beyond: seconds)
            if survival > 0 { return Foundation.log(survival) }
            return (distribution.logDensity(at: seconds) ?? -.infinity) + Foundation.log(scale)
        default: return Foundation.log(distribution.probability(beyond: seconds))
        }
    }
}

extension Lognormal {
    /// Logarithm of the probability of more than `seconds`, which is positive.
    fileprivate func logSurvival(beyond seconds: Double) -> Double {
        gsl_sf_log_erfc((log(seconds) - mu) / (sigma * 2.0.squareRoot())) - M_LN2
    }
}

/// Sums of numbers that are known by their logarithms.
enum LogSum {
    /// By the larger one, so that neither underflows.
    static func of(_ first: Double, _ second: Double) -> Double {
        max(first, second) + log1p(exp(-abs(first - second)))
    }
}
