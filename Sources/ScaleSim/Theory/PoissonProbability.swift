import Foundation

/// Probabilities of the Poisson distribution, to all but the last digits at any size.
///
/// By the saddle-point form of Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000); the
/// textbook form loses a digit for each digit of the mean.
package enum PoissonProbability {
    /// Probability of exactly `count`.
    ///
    /// - Parameter excess: ln(count / mean) − 1 + mean / count, for a caller that knows it better than by this formula.
    package static func exactly(_ count: Int, mean: Double, excess: Double? = nil) -> Double {
        guard count > 0 else { return exp(-mean) }
        let number = Double(count)
        let excess = excess ?? log(number / mean) - 1 + mean / number
        return exp(-number * excess - stirlingError(number)) / (2 * Double.pi * number).squareRoot()
    }

    /// ln n! less Stirling's approximation of it.
    private static func stirlingError(_ number: Double) -> Double {
        if number < 16 {
            return log(tgamma(number + 1)) - ((number + 0.5) * log(number) - number + 0.5 * log(2 * Double.pi))
        }
        let square = number * number
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / (1680 * square)) / square) / square) / number
    }
}
