import Profiles

/// Scales by the request, as function platforms do: a request that no replica can take has one launched for it, and a
/// replica that has been idle for long enough is ended.
///
/// It is not evaluated at intervals; the simulator follows each request. With one request at a time and exponential times
/// this is the M/M/k/setup queue, or with an exponential keep-alive M/M/k/setup/delayed-off, of Gandhi, Doroudi,
/// Harchol-Balter and Scheller-Wolf, "Exact Analysis of the M/M/k/setup Class of Markov Chains via Recursive Renewal
/// Reward", Queueing Systems 77 (2014).
public struct OnDemandPolicy: ScalingPolicy {
    /// How long an idle replica waits for another request before it is ended.
    public enum KeepAlive: Sendable, Equatable {
        /// Drawn anew each time that a replica becomes idle.
        case fixed(Distribution)
        /// Learned from the service's own idle times.
        case hybrid(HybridHistogram.Parameters)
    }

    public var maxReplicas: Int
    public var keepAlive: KeepAlive
    /// Whether a boot is given up once no request waits for it; function platforms let it end and keep the replica.
    public var cancelsBoots: Bool

    public init(maxReplicas: Int, keepAlive: KeepAlive, cancelsBoots: Bool = false) {
        self.maxReplicas = maxReplicas
        self.keepAlive = keepAlive
        self.cancelsBoots = cancelsBoots
    }

    public var evaluationIntervalSeconds: Double { 60 }

    public func decide(_ observation: Observation) -> Decision {
        Decision(desired: observation.currentReplicas, reason: "on demand")
    }
}
