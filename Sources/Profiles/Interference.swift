/// The latency of requests on a host while several replicas of a service, none of which is busy, serve many of them side by side:
/// they share its CPUs, caches and kernel with each other and with what sends, balances and stores for them.
public struct Interference: Codable, Sendable, Equatable {
    /// Of the other requests, to all replicas together: 0 where a request meets none. At random instants (Poisson) that is the rate of
    /// the whole load.
    public var requestsPerSecond: Double
    /// In seconds. A request keeps its quantile as the rate changes.
    public var latency: Distribution

    public init(requestsPerSecond: Double, latency: Distribution) {
        self.requestsPerSecond = requestsPerSecond
        self.latency = latency
    }
}

extension [Interference] {
    /// What is wrong with the rates, beginning with the field's name; nil where they ascend.
    var defect: String? {
        guard count > 1 else { return "interference: must hold at least two rates, but holds \(count)" }
        for (place, level) in enumerated() where !(level.requestsPerSecond.isFinite && level.requestsPerSecond >= 0) {
            return "interference[\(place)].requests_per_second: must be 0 or more, but is "
                + "\(level.requestsPerSecond)"
        }
        for (place, pair) in zip(self, dropFirst()).enumerated()
        where pair.0.requestsPerSecond >= pair.1.requestsPerSecond {
            return "interference[\(place + 1)].requests_per_second: must be more than the one before, "
                + "\(pair.0.requestsPerSecond), but is \(pair.1.requestsPerSecond)"
        }
        return nil
    }
}
