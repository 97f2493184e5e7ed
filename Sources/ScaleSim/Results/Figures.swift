/// The figures of a run: plain numbers for one replication, estimates over several.
public struct Figures<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    /// Requests that arrived.
    public var requests: Value
    /// Share of the requests that were not answered within the request time-out.
    public var failedShare: Value
    /// Share of the requests that were refused, as a queue was full; they count as failed too.
    public var refusedShare: Value
    /// Share of the requests whose latency exceeded the objective; failed ones count as exceeding.
    public var overObjectiveShare: Value
    /// Arrival to answer, over the answered requests; this and the following latencies are in seconds.
    public var latencyMeanSeconds: Value
    public var latencyP50Seconds: Value
    public var latencyP90Seconds: Value
    public var latencyP95Seconds: Value
    public var latencyP99Seconds: Value
    public var latencyMaxSeconds: Value
    /// Arrival to start of service.
    public var waitMeanSeconds: Value
    /// Share of the answered requests that did not start at once.
    public var queuedShare: Value
    /// Share of the ready replicas' servers, or CPUs, that worked; over the whole run.
    public var utilization: Value
    /// Time that replicas existed within the run, from launch to end, summed.
    public var replicaSeconds: Value
    /// Most replicas that existed at once, whether they booted, served or drained.
    public var peakReplicas: Value
    /// Replicas launched during the run.
    public var coldStarts: Value

    public init(
        requests: Value, failedShare: Value, refusedShare: Value, overObjectiveShare: Value,
        latencyMeanSeconds: Value, latencyP50Seconds: Value, latencyP90Seconds: Value, latencyP95Seconds: Value,
        latencyP99Seconds: Value, latencyMaxSeconds: Value, waitMeanSeconds: Value, queuedShare: Value,
        utilization: Value, replicaSeconds: Value, peakReplicas: Value, coldStarts: Value
    ) {
        self.requests = requests
        self.failedShare = failedShare
        self.refusedShare = refusedShare
        self.overObjectiveShare = overObjectiveShare
        self.latencyMeanSeconds = latencyMeanSeconds
        self.latencyP50Seconds = latencyP50Seconds
        self.latencyP90Seconds = latencyP90Seconds
        self.latencyP95Seconds = latencyP95Seconds
        self.latencyP99Seconds = latencyP99Seconds
        self.latencyMaxSeconds = latencyMaxSeconds
        self.waitMeanSeconds = waitMeanSeconds
        self.queuedShare = queuedShare
        self.utilization = utilization
        self.replicaSeconds = replicaSeconds
        self.peakReplicas = peakReplicas
        self.coldStarts = coldStarts
    }
}

extension Figures where Value == Estimate {
    /// - Parameter runs: at least one.
    package init(_ runs: [Figures<Double>]) {
        func over(_ figure: KeyPath<Figures<Double>, Double>) -> Estimate { Estimate(runs.map { $0[keyPath: figure] }) }
        self.init(
            requests: over(\.requests), failedShare: over(\.failedShare), refusedShare: over(\.refusedShare),
            overObjectiveShare: over(\.overObjectiveShare), latencyMeanSeconds: over(\.latencyMeanSeconds),
            latencyP50Seconds: over(\.latencyP50Seconds), latencyP90Seconds: over(\.latencyP90Seconds),
            latencyP95Seconds: over(\.latencyP95Seconds), latencyP99Seconds: over(\.latencyP99Seconds),
            latencyMaxSeconds: over(\.latencyMaxSeconds), waitMeanSeconds: over(\.waitMeanSeconds),
            queuedShare: over(\.queuedShare),
            utilization: over(\.utilization), replicaSeconds: over(\.replicaSeconds),
            peakReplicas: over(\.peakReplicas), coldStarts: over(\.coldStarts))
    }
}
