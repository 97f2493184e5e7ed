import Profiles

/// Traffic, service, policy, objective and seeds: all that a simulation depends on.
public struct Scenario: Sendable {
    /// The requests that arrive.
    public enum Traffic: Sendable, Equatable {
        /// Poisson arrivals whose rate follows the trace.
        case rates(RateTrace)
        /// Requests at exactly these instants, ascending; the same in every replication.
        case recorded([SimTime], duration: SimTime)
        /// Requests drawn from a model, anew in every replication.
        case model(TrafficModel, duration: SimTime)
        /// The recorded requests of a trace that holds instants, the same in every replication, with more of them or
        /// fewer by `scale`.
        case trace(TraceFile, scale: Double, duration: SimTime)
    }

    public var name: String
    public var traffic: Traffic
    public var service: ServiceModel
    public var policy: any ScalingPolicy
    /// What the policy is called in results.
    public var policyName: String
    /// Latency that requests should not exceed.
    public var objective: SimTime
    public var metrics: MetricsPipeline
    public var seed: UInt64
    public var replications: Int
    /// Step of the series over time.
    public var seriesStep: SimTime
    /// What a user should know of the files that were read, a sentence each.
    public var notes: [String] = []

    public init(
        name: String, traffic: Traffic, service: ServiceModel, policy: any ScalingPolicy, policyName: String,
        objective: SimTime, metrics: MetricsPipeline = MetricsPipeline(), seed: UInt64 = 1, replications: Int = 10,
        seriesStep: SimTime = SimTime(seconds: 1)
    ) {
        self.name = name
        self.traffic = traffic
        self.service = service
        self.policy = policy
        self.policyName = policyName
        self.objective = objective
        self.metrics = metrics
        self.seed = seed
        self.replications = replications
        self.seriesStep = seriesStep
    }

    /// How long each replication lasts.
    public var duration: SimTime { traffic.duration }
}
