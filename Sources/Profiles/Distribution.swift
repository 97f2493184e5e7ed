/// A distribution of a duration, in seconds.
///
/// Coded as `{"family": "gamma", "shape": 9.1, "scale_s": 0.02}`; every family has its own fields, all required.
public enum Distribution: Sendable, Equatable {
    /// Always `value` seconds.
    case deterministic(value: Double)
    /// Exponential with the given mean.
    case exponential(mean: Double)
    /// `shift + exp(N(mu, sigma²))`; `mu` is the mean of the logarithm of seconds.
    case shiftedLognormal(shift: Double, mu: Double, sigma: Double)
    /// Gamma with density ∝ x^(shape−1) exp(−x/scale).
    case gamma(shape: Double, scale: Double)
    /// Weibull with survival function exp(−(x/scale)^shape).
    case weibull(shape: Double, scale: Double)
    /// One of two lognormals: `first` with probability `weight`, otherwise `second`.
    case mixture(weight: Double, first: Lognormal, second: Lognormal)
    /// The observed values themselves, ascending; quantiles interpolate linearly between order statistics.
    case empirical(values: [Double])
    /// The observed values up to a threshold, the last of `values`, which ascend, and beyond it a fitted tail: for a
    /// simulator that draws more often than was measured. Quantiles interpolate linearly between the values.
    case empiricalWithTail(values: [Double], tail: ParetoTail)
}

/// `exp(N(mu, sigma²))`, a component of a mixture; `mu` is the mean of the logarithm of seconds.
public struct Lognormal: Codable, Sendable, Equatable {
    public var mu: Double
    public var sigma: Double

    public init(mu: Double, sigma: Double) {
        self.mu = mu
        self.sigma = sigma
    }
}

/// Excesses over a threshold by a generalised Pareto distribution, whose survival function is
/// (1 + shape · x / scale)^(−1/shape), and exp(−x / scale) at shape 0.
public struct ParetoTail: Codable, Sendable, Equatable {
    /// Of exceeding the threshold.
    public var probability: Double
    /// In seconds.
    public var scale: Double
    /// Less than 1; negative where the tail has an end.
    public var shape: Double

    public init(probability: Double, scale: Double, shape: Double) {
        self.probability = probability
        self.scale = scale
        self.shape = shape
    }

    // As the key strategy of `JSONFormat` sees them: `scaleS` is `scale_s` in the file.
    private enum CodingKeys: String, CodingKey {
        case probability
        case scale = "scaleS"
        case shape
    }
}
