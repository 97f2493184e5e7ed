import Profiles

/// A service as the simulator sees it: replicas behind a balancer.
///
/// A request holds one of its replica's `servers` for the occupancy, first come first served, then spends the delay,
/// which holds nothing; where the profile has a CPU limit, the occupancy is CPU time and the limit is enforced period by
/// period (see `CPUBandwidth`). What this leaves out: replicas do not slow each other down on a shared CPU, a replica
/// under a CPU limit uses one CPU at a time, booting uses no CPU and boots of one instant do not slow each other, and a
/// finished boot serves at full speed at once.
public struct ServiceModel: Sendable, Equatable {
    public var profile: ServiceProfile
    /// Launch to first response, in seconds.
    public var boot: Distribution
    /// Replicas that are ready when the run starts; they have been idle for an hour.
    public var initialReplicas: Int
    public var balancing: Balancing
    /// A request that has no answer after this time has failed. Its client and the balancer give up on it; its replica
    /// does not notice, and does the work all the same. Nil waits for ever.
    public var requestTimeout: SimTime?
    /// CPU that a replica uses while all its servers are busy, in thousandths of a CPU.
    public var cpuMilli: Int
    /// CPU that a replica requests: what its utilisation is a percentage of.
    public var cpuRequestMilli: Int

    /// - Parameter cpuRequestMilli: by default the profile's CPU limit, else `cpuMilli`, so that utilisation is the
    ///   share of what the replica can use.
    public init(
        profile: ServiceProfile, boot: Distribution, initialReplicas: Int, balancing: Balancing = .roundRobin,
        requestTimeout: SimTime? = nil, cpuMilli: Int = 1000, cpuRequestMilli: Int? = nil
    ) {
        self.profile = profile
        self.boot = boot
        self.initialReplicas = initialReplicas
        self.balancing = balancing
        self.requestTimeout = requestTimeout
        self.cpuMilli = cpuMilli
        self.cpuRequestMilli = cpuRequestMilli ?? profile.cpuLimit.map { Int(($0.cpus * 1000).rounded()) } ?? cpuMilli
    }
}
