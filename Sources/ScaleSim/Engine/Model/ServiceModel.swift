import Profiles

/// A service as the simulator sees it: replicas behind a balancer.
///
/// A request holds one of its replica's `servers` for the occupancy, first come first served, then spends the delay,
/// which holds nothing; where the profile has a CPU limit, the occupancy is CPU time and the limit is enforced period by
/// period (see `CPUBandwidth`). What this leaves out: replicas do not slow each other down on a shared CPU, a replica
/// under a CPU limit uses one CPU at a time, and booting uses no CPU.
public struct ServiceModel: Sendable, Equatable {
    public var profile: ServiceProfile
    /// Launch to first response, in seconds.
    public var boot: Distribution
    /// Replicas that are ready when the run starts; they have been idle for an hour.
    public var initialReplicas: Int
    public var discipline: Discipline = .firstComeFirstServed
    /// Requests that wait at a replica for one of its servers; beyond these it refuses. Nil for any number.
    public var queueLimit: Int?
    public var balancing: Balancing
    /// Requests in flight at which a replica gets no more; others wait at the balancer. Nil for any number.
    public var concurrencyLimit: Int?
    /// Requests that wait at the balancer; beyond these it refuses. Nil for any number.
    public var balancerQueueLimit: Int?
    /// A request that has no answer after this time has failed. Its client and the balancer give up on it; its replica
    /// does not notice, and does the work all the same. Nil waits for ever.
    public var requestTimeout: SimTime?
    public var retry: Retry?
    public var warmUp: WarmUp?
    public var failures = FailureRates()
    public var warmPool: WarmPool?
    /// Boot times by what else happens on a node; used where replicas are placed on nodes. Empty for `boot` throughout.
    public var bootSurface: [BootSurfacePoint] = []
    /// What a request does at other services once its own work is done, in this order.
    public var calls: [Call] = []
    /// CPU that a replica uses while all its servers are busy, in thousandths of a CPU.
    public var cpuMilli: Int
    /// CPU that a replica requests: what its utilisation is a percentage of.
    public var cpuRequestMilli: Int

    /// Memory that a replica requests, in MiB.
    public var memoryMebibytes = 0

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

    /// CPU time that a launched replica uses by itself once it is ready; nil for none.
    var settling: SimTime? {
        guard profile.cpuLimit != nil, let seconds = profile.settlingSeconds, seconds > 0 else { return nil }
        return SimTime(seconds: seconds)
    }

    /// Why departures need events; nil where a request's whole history follows from those before it.
    package var reasonForEvents: String? {
        if discipline != .firstComeFirstServed { return "requests share CPUs" }
        if queueLimit != nil { return "queues at replicas are limited" }
        if concurrencyLimit != nil || balancing == .first { return "replicas have a concurrency limit" }
        if balancerQueueLimit != nil { return "the queue at the balancer is limited" }
        if retry != nil { return "failed requests are sent again" }
        if warmUp != nil { return "fresh replicas are slower" }
        if settling != nil { return "fresh replicas have work of their own" }
        if warmPool != nil { return "replicas come from a warm pool" }
        if failures != FailureRates() { return "replicas crash, or boots fail" }
        return calls.isEmpty ? nil : "it calls other services"
    }

    /// Servers, or CPUs where they are shared: seconds of work that a replica does in a second.
    package var capacityPerReplica: Double {
        if case .processorSharing(let cpus) = discipline { cpus } else { Double(profile.servers) }
    }
}
