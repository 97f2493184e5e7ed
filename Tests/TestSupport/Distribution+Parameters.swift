import BootProbe
import Profiles

extension Distribution {
    /// Nil for what is not fitted by likelihood.
    package var parametricFamily: ParametricFamily? {
        switch self {
        case .shiftedLognormal: .shiftedLognormal
        case .gamma: .gamma
        case .weibull: .weibull
        case .mixture: .mixture
        case .deterministic, .exponential, .empirical, .empiricalWithTail: nil
        }
    }

    /// The name of the family, as in files.
    package var family: String {
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

    package var parameters: [Double] {
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
