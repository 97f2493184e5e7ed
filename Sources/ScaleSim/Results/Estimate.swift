/// The mean of one figure over replications, with its 95 % confidence interval (Student's t).
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

    /// - Parameter values: one a replication, at least one.
    public init(_ values: [Double]) {
        let count = Double(values.count)
        mean = values.reduce(0, +) / count
        guard values.count > 1 else { return }
        let mean = mean
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let halfWidth = StudentT.twoSided95(degrees: values.count - 1) * (variance / count).squareRoot()
        low = mean - halfWidth
        high = mean + halfWidth
    }
}
