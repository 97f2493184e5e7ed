/// One figure of a load tool.
public struct ThroughputFigure: Codable, Sendable, Equatable {
    /// `ab` or `redis-benchmark`.
    public var tool: String
    /// What was requested: `GET /`, `POST /`, `SET`.
    public var operation: String
    /// Simultaneous connections.
    public var connections: Int
    public var requestsPerSecond: Double
    /// Latency quantiles in seconds, by quantile in (0, 1]; empty where the tool gives none.
    public var latencyQuantiles: [LatencyQuantile]

    public init(
        tool: String, operation: String, connections: Int, requestsPerSecond: Double,
        latencyQuantiles: [LatencyQuantile] = []
    ) {
        self.tool = tool
        self.operation = operation
        self.connections = connections
        self.requestsPerSecond = requestsPerSecond
        self.latencyQuantiles = latencyQuantiles
    }
}

/// A quantile of a latency distribution.
public struct LatencyQuantile: Codable, Sendable, Equatable {
    /// In (0, 1]; 1 is the maximum.
    public var quantile: Double
    public var seconds: Double

    public init(quantile: Double, seconds: Double) {
        self.quantile = quantile
        self.seconds = seconds
    }
}
