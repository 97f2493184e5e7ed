/// Replications until the interval of a mean is as narrow as wanted.
///
/// Law, "Simulation Modeling and Analysis", 5th ed. 2015, section 9.4.1: the number that a pilot suggests, and more from
/// there on while they do not suffice. It depends on the results alone, never on the order in which they come.
package struct ReplicationPlan: Sendable, Equatable {
    package enum Precision: Sendable, Equatable {
        /// A half-width in the figure's unit.
        case absolute(Double)
        /// A distance between estimate and truth as a share of the truth.
        case relative(Double)
    }

    package let precision: Precision
    package let confidence: Double
    /// Replications before anything is decided.
    package let pilot: Int
    package let maximum: Int

    package init(_ precision: Precision, confidence: Double = 0.95, pilot: Int = 10, maximum: Int = 10_000) {
        switch precision {
        case .absolute(let width), .relative(let width): precondition(width > 0, "no mean is known exactly")
        }
        precondition(pilot >= 2 && maximum >= pilot, "an interval takes two replications")
        self.precision = precision
        self.confidence = confidence
        self.pilot = pilot
        self.maximum = maximum
    }

    /// Whether the mean of `values`, one a replication in their order, is known well enough.
    package func isReached(by values: [Double]) -> Bool {
        guard values.count >= pilot else { return false }
        return halfWidth(of: values, at: values.count) <= limit(mean: values.reduce(0, +) / Double(values.count))
    }

    /// How many replications to have in all, more than `values` holds; nil to stop, as wanted or at the maximum.
    package func replications(after values: [Double]) -> Int? {
        guard values.count >= pilot else { return pilot }
        guard values.count < maximum, !isReached(by: values) else { return nil }
        let limit = limit(mean: values.reduce(0, +) / Double(values.count))
        // The least number that would do, were the spread as it has been so far; at most what today's factor asks for,
        // which shrinks with the number.
        let ratio = halfWidth(of: values, at: values.count) / limit
        let enough = (Double(values.count) * ratio * ratio).rounded(.up)
        var low = values.count
        var high = enough < Double(maximum) ? max(low + 1, Int(enough)) : maximum
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if halfWidth(of: values, at: middle) <= limit { high = middle } else { low = middle }
        }
        return high
    }

    private func halfWidth(of values: [Double], at count: Int) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        return StudentT.twoSided(confidence: confidence, degrees: count - 1) * (variance / Double(count)).squareRoot()
    }

    /// A share γ of the truth is γ/(1+γ) of the estimate (Law, the same place).
    private func limit(mean: Double) -> Double {
        switch precision {
        case .absolute(let width): width
        case .relative(let share): share / (1 + share) * abs(mean)
        }
    }
}
