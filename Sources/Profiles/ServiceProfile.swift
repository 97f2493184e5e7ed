/// How one replica serves requests: `servers` bottleneck servers in front of which requests queue, then a delay that
/// holds nothing.
///
/// A closed-loop run with many connections saturates the bottleneck and yields its rate; a run with one connection
/// yields the unloaded latency, whose excess over the occupancy is the delay.
public struct ServiceProfile: Codable, Sendable, Equatable {
    /// Requests that the bottleneck works on at once.
    public var servers: Int
    /// Seconds that a request holds one of the servers; its mean is `servers` / saturated throughput. Under a CPU limit,
    /// CPU seconds of a request; their mean is the limit / saturated throughput.
    public var occupancy: Distribution
    /// Seconds that a request spends elsewhere in the replica.
    public var delay: Distribution
    /// Whether a request that occupies a server for long is delayed for long, too: both at the same quantile. Nil is as good
    /// as false, where they are independent.
    public var delayFollowsOccupancy: Bool?
    /// The CPU that the replica was measured under; nil for all that the host has. A limit means one server.
    public var cpuLimit: CPULimit?
    /// Under a CPU limit: requests that the replica takes up at once, though it works on them one after another. One that finds
    /// fewer wakes a sleeping worker up, as `wakeUpSeconds` says; one that waits for a worker wakes none. Nil is as good as 1.
    public var workers: Int?
    /// Under a CPU limit: CPU seconds that a replica which has been idle for long uses besides when a request comes, since
    /// its caches have cooled and all of its sleeping workers wake up for it. Nil is as good as 0.
    public var wakeUpSeconds: Double?
    /// The part of `wakeUpSeconds` that comes before the answer to the request itself; the rest delays later ones alone. Nil is
    /// as good as 0.
    public var wakeUpLatencySeconds: Double?
    /// How fast a replica becomes so: after g seconds without work a request costs 1 − exp(−g / `coolingSeconds`) of the
    /// wake-up. Nil for at once.
    public var coolingSeconds: Double?
    /// How many workers a new replica has that load at their first request what they will need; a request meets any of them.
    /// Nil is as good as 0.
    public var firstRequests: Int?
    /// By how much such a request occupies the replica for longer, in the seconds of `occupancy`.
    public var firstRequestSeconds: Double?
    /// Under a CPU limit: CPU seconds that a new replica uses by itself after its first answer, for what its boot left to do:
    /// further workers that still load, and requests of the probe that nobody waits for. Nil is as good as 0.
    public var settlingSeconds: Double?
    /// CPU seconds that the host spent on a request in all, its client, balancer, queue and database included; nil where that is
    /// not known.
    public var hostSecondsPerRequest: Double?
    /// Under a CPU limit, where all replicas are on the host that these figures come from: how much more CPU time the requests of a
    /// replica that uses all of its limit cost for each replica that boots meanwhile, as a share. Nil is as good as 0.
    public var bootSlowdown: Double?
    /// How requests hold each other up where all replicas are on the host that these figures come from, at increasing rates, the
    /// first of which is that of `delay`; nil where that is not known.
    public var interference: [Interference]?
    /// How much the CPU time of a request differs from one load run to the next at one pace of the host: its relative standard
    /// deviation; nil where that is not known.
    public var workSpread: Double?
    /// CPU seconds that a fixed piece of work took on the host when these figures were measured; nil where that is not known.
    /// Comparable on one machine, with one build of the program that measures it.
    public var hostPaceSeconds: Double?
    /// The runs that these figures come from.
    public var throughput: [ThroughputFigure]

    public init(
        servers: Int, occupancy: Distribution, delay: Distribution, cpuLimit: CPULimit? = nil,
        wakeUpSeconds: Double? = nil, wakeUpLatencySeconds: Double? = nil, coolingSeconds: Double? = nil,
        throughput: [ThroughputFigure]
    ) {
        self.wakeUpLatencySeconds = wakeUpLatencySeconds
        self.servers = servers
        self.occupancy = occupancy
        self.delay = delay
        self.cpuLimit = cpuLimit
        self.wakeUpSeconds = wakeUpSeconds
        self.coolingSeconds = coolingSeconds
        self.throughput = throughput
    }
}

extension ServiceProfile {
    /// The same on a host whose CPUs take `factor` times as long for everything.
    public func scaled(by factor: Double) -> ServiceProfile {
        var profile = self
        profile.occupancy = occupancy.scaled(by: factor)
        profile.delay = delay.scaled(by: factor)
        profile.wakeUpSeconds = wakeUpSeconds.map { $0 * factor }
        profile.wakeUpLatencySeconds = wakeUpLatencySeconds.map { $0 * factor }
        profile.firstRequestSeconds = firstRequestSeconds.map { $0 * factor }
        profile.settlingSeconds = settlingSeconds.map { $0 * factor }
        profile.hostSecondsPerRequest = hostSecondsPerRequest.map { $0 * factor }
        profile.interference = interference?.map { level in
            Interference(requestsPerSecond: level.requestsPerSecond, latency: level.latency.scaled(by: factor))
        }
        profile.hostPaceSeconds = hostPaceSeconds.map { $0 * factor }
        return profile
    }

    /// Requests per second that a replica can carry.
    public var capacity: Double { Double(servers) * (cpuLimit?.cpus ?? 1) / occupancy.mean }

    /// Requests per second that a replica can carry when they come at random instants, each at the cost of finding it as idle
    /// as it then is: what remains of `capacity` where wake-ups take their part.
    ///
    /// The λ at which λ (s + W / (1 + λτ)) is all that a CPU limit allows.
    public var openLoopCapacity: Double {
        guard let cpuLimit, let wakeUpSeconds, wakeUpSeconds > 0 else { return capacity }
        let (cpus, work, cooling) = (cpuLimit.cpus, occupancy.mean, coolingSeconds ?? 0)
        guard cooling > 0 else { return cpus / (work + wakeUpSeconds) }
        let linear = work + wakeUpSeconds - cpus * cooling
        // The positive root of s τ λ² + (s + W − q τ) λ − q = 0.
        return ((linear * linear + 4 * work * cooling * cpus).squareRoot() - linear) / (2 * work * cooling)
    }

    /// What is wrong with the numbers of servers and CPUs, beginning with the field's name; nil for a proper profile.
    public var defect: String? {
        guard servers >= 1 else { return "servers: must be at least 1, but is \(servers)" }
        if let wakeUpSeconds, !(wakeUpSeconds.isFinite && wakeUpSeconds >= 0) {
            return "wake_up_seconds: must be a number of at least 0, but is \(wakeUpSeconds)"
        }
        if let wakeUpLatencySeconds, !(0...(wakeUpSeconds ?? 0)).contains(wakeUpLatencySeconds) {
            return "wake_up_latency_seconds: must be from 0 to wake_up_seconds, but is \(wakeUpLatencySeconds)"
        }
        if let coolingSeconds, !(coolingSeconds.isFinite && coolingSeconds > 0) {
            return "cooling_seconds: must be a positive number, but is \(coolingSeconds)"
        }
        if let workers, !(1...10_000).contains(workers) {
            return "workers: must be from 1 to 10000, but is \(workers)"
        }
        if let firstRequests, !(0...1000).contains(firstRequests) {
            return "first_requests: must be from 0 to 1000, but is \(firstRequests)"
        }
        let times = [
            ("first_request_seconds", firstRequestSeconds), ("settling_seconds", settlingSeconds),
            ("host_seconds_per_request", hostSecondsPerRequest),
        ]
        for case (let name, let seconds?) in times where !(0...3600).contains(seconds) {
            return "\(name): must be from 0 to 3600, but is \(seconds)"
        }
        if let bootSlowdown, !(0...10).contains(bootSlowdown) {
            return "boot_slowdown: must be from 0 to 10, but is \(bootSlowdown)"
        }
        if let workSpread, !(0..<1).contains(workSpread) {
            return "work_spread: must be from 0 to below 1, but is \(workSpread)"
        }
        if let defect = interference?.defect { return defect }
        guard let cpuLimit else { return nil }
        guard servers == 1 else { return "servers: must be 1 under a CPU limit, but is \(servers)" }
        guard cpuLimit.cpus.isFinite, cpuLimit.cpus > 0 else {
            return "cpu_limit.cpus: must be a positive number, but is \(cpuLimit.cpus)"
        }
        guard cpuLimit.periodSeconds >= 0.001, cpuLimit.periodSeconds <= 1 else {
            return "cpu_limit.period_seconds: must be from 0.001 to 1, as for Linux, but is \(cpuLimit.periodSeconds)"
        }
        return nil
    }
}

/// The CPU that a control group allows: `cpus` × `periodSeconds` CPU seconds in each period.
public struct CPULimit: Codable, Sendable, Equatable {
    /// The period of Docker, Podman and Kubernetes where nothing else is asked for.
    public static let defaultPeriodSeconds = 0.1

    /// CPUs on average, more than 0.
    public var cpus: Double
    public var periodSeconds: Double

    public init(cpus: Double, periodSeconds: Double = CPULimit.defaultPeriodSeconds) {
        self.cpus = cpus
        self.periodSeconds = periodSeconds
    }
}
