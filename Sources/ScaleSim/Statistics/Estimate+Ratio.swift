extension Estimate {
    /// The ratio of the means of two figures of the same replications, with Fieller's interval: all ratios r for which
    /// the paired differences `numerator - r * denominator` could have the mean 0 by the t test.
    ///
    /// Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16 (1954). Without
    /// bounds for a single pair, and where the denominator's mean could be 0.
    ///
    /// - Parameters:
    ///   - numerators: one a replication.
    ///   - denominators: as many, of the same replications.
    /// - Returns: nil where the denominators sum up to 0, or there are none.
    package init?(ratioOf numerators: [Double], to denominators: [Double], confidence: Double = 0.95) {
        precondition(numerators.count == denominators.count, "pairs have two values")
        let count = Double(numerators.count)
        let (above, below) = (numerators.reduce(0, +) / count, denominators.reduce(0, +) / count)
        guard !numerators.isEmpty, below != 0 else { return nil }
        self.init(mean: above / below)
        guard numerators.count > 1 else { return }
        if zip(numerators, denominators).allSatisfy({ $0 - mean * $1 == 0 }) {
            // The differences do not vary, however much both figures do.
            (low, high) = (mean, mean)
            return
        }
        let t = StudentT.twoSided(confidence: confidence, degrees: numerators.count - 1)
        // By t² / n: what the squared mean of the differences may be for each unit of variance.
        let factor = t * t / count / (count - 1)
        let pairs = zip(numerators, denominators).map { ($0 - above, $1 - below) }
        let constant = above * above - factor * pairs.reduce(0) { $0 + $1.0 * $1.0 }
        let half = above * below - factor * pairs.reduce(0) { $0 + $1.0 * $1.1 }
        let square = below * below - factor * pairs.reduce(0) { $0 + $1.1 * $1.1 }
        guard square > 0 else { return }
        let root = max(0, half * half - constant * square).squareRoot()
        low = (half - root) / square
        high = (half + root) / square
    }
}
