/// Scales by the request, as function platforms do: a request that no replica can take has one launched for it, and a
/// replica that has been idle for long enough is ended.
///
/// It is not evaluated at intervals; the simulator follows each request. With one request at a time, exponential times
/// and no keep-alive this is the M/M/k/setup queue of Gandhi, Doroudi, Harchol-Balter and Scheller-Wolf, "Exact
/// Analysis of the M/M/k/setup Class of Markov Chains via Recursive Renewal Reward", Queueing Systems 77 (2014).
public struct OnDemandPolicy: ScalingPolicy {
    public var maxReplicas: Int
    /// How long an idle replica waits for another request before it is ended.
    public var keepAlive: SimTime
    /// Whether a boot is given up once no request waits for it; function platforms let it end and keep the replica.
    public var cancelsBoots: Bool

    public init(maxReplicas: Int, keepAlive: SimTime, cancelsBoots: Bool = false) {
        self.maxReplicas = maxReplicas
        self.keepAlive = keepAlive
        self.cancelsBoots = cancelsBoots
    }

    public var evaluationIntervalSeconds: Double { 60 }

    public func decide(_ observation: Observation) -> Decision {
        Decision(desired: observation.currentReplicas, reason: "on demand")
    }
}
