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
        self.init(share: Double(successes) / Double(trials), of: Double(trials), confidence: confidence)
    }

    /// - Parameter trials: how many independent ones would know the share as well; at least one.
    package init(share: Double, of trials: Double, confidence: Double = 0.95) {
        precondition(trials >= 1 && share >= 0 && share <= 1, "a share is between 0 and 1")
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        self.share = share
        let z = normalQuantile(0.5 + confidence / 2)
        let scale = 1 + z * z / trials
        let center = (share + z * z / (2 * trials)) / scale
        let halfWidth = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot() / scale
        low = share == 0 ? 0 : center - halfWidth
        high = share == 1 ? 1 : center + halfWidth
    }
}
