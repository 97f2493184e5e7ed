/// The rate of all requests of a service, under the name by which observations have it.
public struct RateMetric: Sendable, Equatable {
    public var name: String

    public init(name: String) { self.name = name }

    /// What is beyond counts as this: forecasts add and multiply rates, and infinities less infinities are no number.
    private static let most = 1e15

    /// Requests per second: the metric of the object or the external one, else the sum over the pods; nil without any,
    /// or where the metric could not be had.
    public func total(in observation: Observation) -> Double? {
        guard !observation.metricErrors.contains(name) else { return nil }
        if let total = observation.serviceMetric(name) { return Self.bounded(total) }
        guard let values = observation.podMetrics[name], !values.isEmpty else { return nil }
        // Floating-point sums depend on the order, and a dictionary has none.
        return Self.bounded(values.sorted { $0.key < $1.key }.reduce(0) { $0 + Self.bounded($1.value) })
    }

    private static func bounded(_ rate: Double) -> Double { min(max(rate, -most), most) }
}

/// The bounds within which a policy chooses.
public struct ReplicaBounds: Sendable, Equatable {
    public var minimum: Int
    public var maximum: Int

    public init(minimum: Int, maximum: Int) {
        precondition(0 <= minimum && minimum <= maximum, "the minimum is at least 0 and at most the maximum")
        self.minimum = minimum
        self.maximum = maximum
    }

    /// As many whole replicas as `replicas` needs, within the bounds.
    public func clamp(_ replicas: Double) -> Int {
        Int(min(max(replicas.rounded(.up), Double(minimum)), Double(maximum)))
    }
}
