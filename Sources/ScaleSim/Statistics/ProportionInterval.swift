/// A share of independent trials, with its interval: stays within 0 and 1, and is sound for shares near either.
///
/// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
/// Association 22 (1927).
package struct ProportionInterval: Sendable, Equatable {
    package let share: Double
    package let low: Double
    package let high: Double

    /// - Parameter trials: at least one.
    package init(successes: Int, of trials: Int, confidence: Double = 0.95) {
        precondition(trials >= 1 && (0...trials).contains(successes), "successes are among the trials")
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        let count = Double(trials)
        share = Double(successes) / count
        let z = normalQuantile(0.5 + confidence / 2)
        let scale = 1 + z * z / count
        let center = (share + z * z / (2 * count)) / scale
        let halfWidth = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / scale
        low = successes == 0 ? 0 : center - halfWidth
        high = successes == trials ? 1 : center + halfWidth
    }
}
