/// A system against a baseline on the same random numbers, by one figure: what the difference is, and whether it is real.
///
/// Law, "Simulation Modeling and Analysis", 5th ed. 2015, sections 10.2.1 (paired t) and 11.2 (common random numbers).
package struct PairedComparison: Sendable, Equatable {
    package enum Verdict: String, Sendable, Codable {
        /// The difference is more than chance, by its adjusted p-value.
        case differs
        case noDifferenceShown = "no_difference_shown"
        /// The whole interval lies within ±δ.
        case practicallyEqual = "practically_equal"
        /// The same number in every replication.
        case identical
    }

    /// System less baseline.
    package let difference: Estimate
    /// Of a mean difference of zero, by the two-sided t test; nil for a single pair, which has no spread.
    package let pValue: Double?
    /// Holm's, over all comparisons that were made together.
    package private(set) var adjustedPValue: Double?
    /// Between system and baseline, over replications; nil where one of them does not vary.
    package let correlation: Double?
    /// The variance that the difference would have with independent random numbers, over the one it has; above 1, common
    /// random numbers have helped. Nil where the difference does not vary.
    package let varianceReduction: Double?
    package private(set) var verdict: Verdict = .noDifferenceShown

    /// One comparison alone.
    ///
    /// - Parameters:
    ///   - system: one value a replication, at least one.
    ///   - baseline: as many, of the same replications.
    ///   - delta: a difference up to which the two count as equal.
    package init(system: [Double], baseline: [Double], confidence: Double = 0.95, delta: Double? = nil) {
        precondition(system.count == baseline.count, "pairs have two values")
        let differences = zip(system, baseline).map { $0 - $1 }
        difference = Estimate(differences, confidence: confidence)
        let spread = Spread(differences)
        if system.count < 2 {
            pValue = nil
        } else if spread.squares == 0 {
            pValue = difference.mean == 0 ? 1 : 0
        } else {
            let t = abs(difference.mean) / (spread.variance / Double(system.count)).squareRoot()
            pValue = max(0, 1 - StudentT.probabilityWithin(t, degrees: system.count - 1))
        }
        let (one, other) = (Spread(system), Spread(baseline))
        varianceReduction = spread.squares > 0 ? (one.squares + other.squares) / spread.squares : nil
        correlation =
            one.squares > 0 && other.squares > 0
            ? zip(system, baseline).reduce(0) { $0 + ($1.0 - one.mean) * ($1.1 - other.mean) }
                / (one.squares.squareRoot() * other.squares.squareRoot()) : nil
        judge(adjusted: pValue, allZero: differences.allSatisfy { $0 == 0 }, confidence, delta)
    }

    /// Several comparisons made together: one that none is wrongly called different has the given confidence.
    package static func together(_ comparisons: [PairedComparison], confidence: Double = 0.95) -> [PairedComparison] {
        let adjusted = Holm.adjusted(comparisons.map { $0.pValue ?? 1 })
        return zip(comparisons, adjusted).map { comparison, pValue in
            var comparison = comparison
            guard comparison.pValue != nil else { return comparison }
            comparison.adjustedPValue = pValue
            if comparison.verdict == .differs, pValue >= 1 - confidence { comparison.verdict = .noDifferenceShown }
            return comparison
        }
    }

    private mutating func judge(adjusted: Double?, allZero: Bool, _ confidence: Double, _ delta: Double?) {
        adjustedPValue = adjusted
        if allZero {
            verdict = .identical
        } else if let delta, let low = difference.low, let high = difference.high, low >= -delta, high <= delta {
            verdict = .practicallyEqual
        } else if let adjusted, adjusted < 1 - confidence {
            verdict = .differs
        }
    }

    private struct Spread {
        var mean: Double
        var squares: Double
        var count: Int

        init(_ values: [Double]) {
            count = values.count
            // Else rounding would give a constant a variance.
            guard let first = values.first, values.contains(where: { $0 != first }) else {
                mean = values.first ?? 0
                squares = 0
                return
            }
            let mean = values.reduce(0, +) / Double(values.count)
            self.mean = mean
            squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }

        var variance: Double { squares / Double(count - 1) }
    }
}

/// Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
package enum Holm {
    /// The p-values, in their order, such that calling those below α real is wrong anywhere with probability α at most.
    package static func adjusted(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var largest = 0.0
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        for (rank, index) in order.enumerated() {
            largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
            adjusted[index] = largest
        }
        return adjusted
    }
}
