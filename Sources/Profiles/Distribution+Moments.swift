import Foundation

extension Distribution {
    /// Mean in seconds of what is drawn: of measured values, with those interpolated between them.
    public var mean: Double {
        switch self {
        case .deterministic(let value): value
        case .exponential(let mean): mean
        case .shiftedLognormal(let shift, let mu, let sigma): shift + Lognormal(mu: mu, sigma: sigma).mean
        case .gamma(let shape, let scale): shape * scale
        case .weibull(let shape, let scale): scale * tgamma(1 + 1 / shape)
        case .mixture(let weight, let first, let second): weight * first.mean + (1 - weight) * second.mean
        case .empirical(let values): Self.interpolatedMoments(values).mean
        case .empiricalWithTail(let values, let tail):
            (1 - tail.probability) * Self.interpolatedMoments(values).mean
                + tail.probability * (values[values.count - 1] + tail.meanExcess)
        }
    }

    /// Variance in seconds² of what is drawn; infinite for a tail with a shape of a half or more.
    public var variance: Double {
        switch self {
        case .deterministic: return 0
        case .exponential(let mean): return mean * mean
        case .shiftedLognormal(_, let mu, let sigma): return Lognormal(mu: mu, sigma: sigma).variance
        case .gamma(let shape, let scale): return shape * scale * scale
        case .weibull(let shape, let scale):
            let first = tgamma(1 + 1 / shape)
            return scale * scale * (tgamma(1 + 2 / shape) - first * first)
        case .empirical(let values): return Self.interpolatedMoments(values).variance
        case .mixture(let weight, let first, let second):
            let apart = first.mean - second.mean
            return weight * first.variance + (1 - weight) * second.variance + weight * (1 - weight) * apart * apart
        case .empiricalWithTail(let values, let tail):
            let body = Self.interpolatedMoments(values)
            let apart = values[values.count - 1] + tail.meanExcess - body.mean
            let share = tail.probability
            return (1 - share) * body.variance + share * tail.varianceOfExcess + share * (1 - share) * apart * apart
        }
    }

    /// Of draws that interpolate linearly between `values`, all steps being equally probable.
    private static func interpolatedMoments(_ values: [Double]) -> (mean: Double, variance: Double) {
        guard values.count > 1 else { return (values[0], 0) }
        let steps = Double(values.count - 1)
        let mean = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / steps
        let variance =
            zip(values, values.dropFirst()).reduce(0) { sum, step in
                let (low, high) = (step.0 - mean, step.1 - mean)
                return sum + (low * low + low * high + high * high) / 3
            } / steps
        return (mean, variance)
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
        case .mixture(let weight, let first, let second):
            .mixture(weight: weight, first: first.scaled(by: factor), second: second.scaled(by: factor))
        case .empirical(let values): .empirical(values: values.map { $0 * factor })
        case .empiricalWithTail(let values, let tail):
            .empiricalWithTail(
                values: values.map { $0 * factor },
                tail: ParetoTail(probability: tail.probability, scale: tail.scale * factor, shape: tail.shape))
        }
    }
}

extension Lognormal {
    /// Mean in seconds.
    fileprivate var mean: Double { exp(mu + sigma * sigma / 2) }

    /// Variance in seconds².
    fileprivate var variance: Double { expm1(sigma * sigma) * exp(2 * mu + sigma * sigma) }

    fileprivate func scaled(by factor: Double) -> Lognormal { Lognormal(mu: mu + log(factor), sigma: sigma) }
}

extension ParetoTail {
    /// Mean excess over the threshold in seconds.
    fileprivate var meanExcess: Double { scale / (1 - shape) }

    fileprivate var varianceOfExcess: Double {
        shape < 0.5 ? meanExcess * meanExcess / (1 - 2 * shape) : .infinity
    }

    /// The excess, in seconds, that one beyond the threshold exceeds with `probability` in (0, 1].
    public func excess(exceededWith probability: Double) -> Double {
        let logarithm = -log(probability)
        // The difference to the limit is below the last digits there, where the quotient would lose its own.
        return abs(shape) < 1e-9 ? scale * logarithm : scale * expm1(shape * logarithm) / shape
    }
}
