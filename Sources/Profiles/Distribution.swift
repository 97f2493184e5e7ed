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
    /// The observed values themselves, ascending; quantiles interpolate linearly between order statistics.
    case empirical(values: [Double])
}
