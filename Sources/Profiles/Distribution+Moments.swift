import Foundation

extension Distribution {
    /// Mean in seconds.
    public var mean: Double {
        switch self {
        case .deterministic(let value): value
        case .exponential(let mean): mean
        case .shiftedLognormal(let shift, let mu, let sigma): shift + exp(mu + sigma * sigma / 2)
        case .gamma(let shape, let scale): shape * scale
        case .weibull(let shape, let scale): scale * tgamma(1 + 1 / shape)
        case .empirical(let values): values.reduce(0, +) / Double(values.count)
        }
    }

    /// Variance in seconds².
    public var variance: Double {
        switch self {
        case .deterministic: return 0
        case .exponential(let mean): return mean * mean
        case .shiftedLognormal(_, let mu, let sigma):
            return expm1(sigma * sigma) * exp(2 * mu + sigma * sigma)
        case .gamma(let shape, let scale): return shape * scale * scale
        case .weibull(let shape, let scale):
            let first = tgamma(1 + 1 / shape)
            return scale * scale * (tgamma(1 + 2 / shape) - first * first)
        case .empirical(let values):
            let mean = self.mean
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        }
    }

    /// The same shape, stretched so that every duration is `factor` times as long.
    public func scaled(by factor: Double) -> Distribution {
        switch self {
        case .deterministic(let value): .deterministic(value: value * factor)
        case .exponential(let mean): .exponential(mean: mean * factor)
        case .shiftedLognormal(let shift, let mu, let sigma):
            .shiftedLognormal(shift: shift * factor, mu: mu + log(factor), sigma: sigma)
        case .gamma(let shape, let scale): .gamma(shape: shape, scale: scale * factor)
        case .weibull(let shape, let scale): .weibull(shape: shape, scale: scale * factor)
        case .empirical(let values): .empirical(values: values.map { $0 * factor })
        }
    }
}
