/// The mean of one figure over replications, with its confidence interval (Student's t): of 95 %, unless said otherwise.
public struct Estimate: Codable, Sendable, Equatable {
    public var mean: Double
    /// Nil for a single replication, which says nothing about its spread.
    public var low: Double?
    public var high: Double?

    public init(mean: Double, low: Double? = nil, high: Double? = nil) {
        self.mean = mean
        self.low = low
        self.high = high
    }

    /// - Parameters:
    ///   - values: one a replication, at least one.
    ///   - confidence: between 0 and 1.
    public init(_ values: [Double], confidence: Double = 0.95) {
        let count = Double(values.count)
        mean = values.reduce(0, +) / count
        guard values.count > 1 else { return }
        let mean = mean
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let factor = StudentT.twoSided(confidence: confidence, degrees: values.count - 1)
        let halfWidth = factor * (variance / count).squareRoot()
        low = mean - halfWidth
        high = mean + halfWidth
    }

    /// Nil for a single replication.
    package var halfWidth: Double? {
        guard let low, let high else { return nil }
        return (high - low) / 2
    }
}
