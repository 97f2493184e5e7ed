import Profiles

/// Makes a service profile from load runs.
package enum ServiceFit {
    /// How one replica serves, from the sound ones among `runs`; nil where there are none.
    ///
    /// Runs of the same load count as one: repeated at other moments they tell its mean better.
    ///
    /// Taken from the first operation and tool, since tools that open a connection for each request and tools that keep
    /// theirs load a service differently. Its run with the most requests in flight gives the saturated rate X: the
    /// replica is one server that a request holds for 1/X on average, however many workers it has inside. Its paced run
    /// gives the latency R of an unloaded replica; without one its run with one connection does, though such a loop
    /// leaves the replica no time to become idle, and under a CPU limit takes all that there is.
    ///
    /// Occupancy and delay both get the shape of R, scaled to the means 1/X and E[R] − 1/X, and belong together: a request's
    /// are at the same quantile, so that their sum has R's distribution. The longest percent of latencies is all delay beyond the
    /// 0.99 quantile: one in hundreds is held up by something else for as long as ten take, and would empty a quota if it were
    /// work. Where a saturated replica
    /// needs longer for a request than an unloaded one, the delay is 0. Without a run of one connection nothing is
    /// known of the shape: the occupancy is then deterministic and the delay 0.
    ///
    /// Under a `cpuLimit` of less than one CPU the occupancy is CPU time: the limit over X on average, with the shape of
    /// those unloaded requests that did not meet the end of the quota (which stands a request still for most of a
    /// period). A limit of a CPU or more does not bind a replica that works on one request at a time, and is left out.
    ///
    /// An unloaded replica uses more CPU for a request than a saturated one: the difference is its wake-up. A second paced
    /// run, at another rate, tells how fast it becomes so: after a gap g a request costs W (1 − exp(−g/τ)) besides, which
    /// at random instants of rate λ is W / (1 + λτ) in the mean, so that two rates give W and τ. The further they are apart the
    /// better, so the fastest of those with several connections is taken where there is one. As much as the latencies of two with
    /// one connection differ beyond the same law, the request itself waits for it.
    ///
    /// A request that waits for a worker wakes none: how many work at once is told by the threads that shared the CPU time of
    /// the saturated run.
    ///
    /// Where paced runs were the first of all on their instances, what their requests used beyond those of the other paced runs is
    /// what the first ones cost: one for each worker, or where their number is not known as many as took more than twice the
    /// median. What the instances used by themselves before is their settling.
    ///
    /// What the host spends on a request in all is by how much busier its CPUs are at the faster paced rate, since part of
    /// what they do has nothing to do with requests.
    ///
    /// Paced runs of several replicas tell how requests hold each other up on the host: by how much each quantile of their latency
    /// is above that of the paced run that loads one replica as they load each.
    ///
    /// All figures hold for the pace that the host had in the first run.
    ///
    /// What it cannot show: workers that wait side by side (their waiting is delay here, which has no limit), and
    /// services whose rate falls under overload.
    package static func profile(from runs: [ThroughputResult], cpuLimit: CPULimit? = nil) -> ServiceProfile? {
        let sound = runs.filter(\.isSound)
        guard let first = sound.first(where: { $0.tool != .paced }) else { return nil }
        // The host's pace may have changed from run to run.
        let atOnePace = sound.map { $0.atPace(first.hostPaceSeconds) }
        let repeated = atOnePace.filter { $0.boots == nil }
        let pooled = repeated.pooledByLoad()
        let same = pooled.filter { $0.operation == first.operation && $0.tool == first.tool }
        guard let saturated = same.max(by: { $0.inFlightLimit < $1.inFlightLimit }) else { return nil }
        let allPaced = pooled.filter { $0.tool == .paced && $0.operation == first.operation }
        let crowds = allPaced.filter { $0.replicaCount > 1 }
        let lone = allPaced.filter { $0.replicaCount == 1 && $0.connections == 1 }
        let busy = allPaced.filter { $0.replicaCount == 1 && $0.connections > 1 }
        let paced = lone.filter { $0.isFresh != true }.sorted { $0.requestsPerSecond < $1.requestsPerSecond }
        let unloaded = paced.isEmpty ? Array(same.filter { $0.inFlightLimit == 1 }.prefix(1)) : paced
        let binding = cpuLimit.flatMap { $0.cpus < 1 ? $0 : nil }
        let saturatedSeconds = (binding?.cpus ?? 1) / saturated.requestsPerSecond
        let idleness = binding.map { Self.idleness(unloaded, busy, saturatedSeconds, $0) }
        let (occupancy, delay) = split(
            unloaded.first.map { runningPart(of: $0, under: binding) }, saturatedSeconds: saturatedSeconds,
            coldSeconds: unloaded.first.flatMap { idleness?.latency(at: $0.requestsPerSecond) } ?? 0)
        var profile = ServiceProfile(
            servers: 1, occupancy: occupancy, delay: delay, cpuLimit: binding, wakeUpSeconds: idleness?.wakeUp,
            wakeUpLatencySeconds: idleness?.latency, coolingSeconds: idleness?.cooling, throughput: runs.map(\.figure))
        if binding != nil { profile.workers = saturated.workers }
        if !unloaded.isEmpty { profile.delayFollowsOccupancy = true }
        profile.hostPaceSeconds = first.hostPaceSeconds
        if let fresh = lone.first(where: { $0.isFresh == true }) {
            profile.addFirstRequests(of: fresh, instances: repeated.count { $0.load == fresh.load })
        }
        profile.hostSecondsPerRequest = hostSecondsPerRequest(paced)
        profile.interference = interference(of: crowds, paced, idleness, under: binding)
        profile.workSpread = workSpread(of: repeated)
        if binding != nil { profile.bootSlowdown = bootSlowdown(of: atOnePace) }
        return profile
    }

    /// - Parameter paced: the slowest first.
    private static func hostSecondsPerRequest(_ paced: [ThroughputResult]) -> Double? {
        guard let slow = paced.first, let fast = paced.last, fast.requestsPerSecond > slow.requestsPerSecond,
            let slowCPU = slow.hostSecondsPerRequest, let fastCPU = fast.hostSecondsPerRequest
        else { return nil }
        let more = fastCPU * fast.requestsPerSecond - slowCPU * slow.requestsPerSecond
        return max(0, more / (fast.requestsPerSecond - slow.requestsPerSecond))
    }

    /// What a replica that has been idle does besides; seconds of CPU.
    struct Idleness {
        var wakeUp: Double?
        var cooling: Double?
        /// The part of `wakeUp` that the request itself waits for.
        var latency: Double?

        /// What of it a request waits for in the mean, in seconds, at random instants of a rate.
        func latency(at rate: Double) -> Double { (latency ?? 0) * share(at: rate) }

        /// How idle a request finds the replica in the mean, at random instants of a rate: from 0, not at all, to 1.
        func share(at rate: Double) -> Double { 1 / (1 + rate * (cooling ?? 0)) }
    }

    /// What a request costs a replica that has been idle, beyond `saturated` CPU seconds, and how fast it becomes so.
    ///
    /// Where it costs no less at a higher rate, it is at once as idle as it can be, and all runs tell what that costs.
    ///
    /// - Parameters:
    ///   - unloaded: runs with one request at a time, the slowest first.
    ///   - busy: with several.
    private static func idleness(
        _ unloaded: [ThroughputResult], _ busy: [ThroughputResult], _ saturated: Double, _ limit: CPULimit
    ) -> Idleness {
        let known = (unloaded + busy).filter { $0.cpuSecondsPerRequest != nil }
            .sorted { $0.requestsPerSecond < $1.requestsPerSecond }
        guard let slow = known.first, let fast = known.last else { return Idleness() }
        func cost(_ run: ThroughputResult) -> Double { (run.cpuSecondsPerRequest ?? 0) - saturated }
        let requests = known.reduce(0) { $0 + $1.requests }
        let atOnce = Idleness(
            wakeUp: max(0, known.reduce(0) { $0 + cost($1) * Double($1.requests) } / Double(max(1, requests))))
        guard fast.requestsPerSecond > slow.requestsPerSecond, cost(fast) > 0, cost(fast) < cost(slow) else {
            return atOnce
        }
        // From W = c (1 + λτ) at both rates.
        let cooling =
            (cost(slow) - cost(fast)) / (cost(fast) * fast.requestsPerSecond - cost(slow) * slow.requestsPerSecond)
        guard cooling > 0, cooling < longestCoolingSeconds else { return atOnce }
        let wakeUp = cost(slow) * (1 + slow.requestsPerSecond * cooling)
        var idleness = Idleness(wakeUp: wakeUp, cooling: cooling)
        idleness.latency = latency(of: idleness, unloaded, limit).map { min(max(0, $0), wakeUp) }
        return idleness
    }

    /// What a request waits for that finds a replica as idle as it can be: those that come more often find it warmer, and so much
    /// shorter is their latency.
    ///
    /// - Parameter runs: with one request at a time, the slowest first.
    private static func latency(
        of idleness: Idleness, _ runs: [ThroughputResult], _ limit: CPULimit
    ) -> Double? {
        guard let slow = runs.first, let fast = runs.last, fast.requestsPerSecond > slow.requestsPerSecond else {
            return nil
        }
        let shares = [slow, fast].map { idleness.share(at: $0.requestsPerSecond) }
        let latencies = [slow, fast].map { runningPart(of: $0, under: limit).mean }
        return (latencies[0] - latencies[1]) / (shares[0] - shares[1])
    }

    /// Beyond this the two rates do not tell one from the other.
    private static let longestCoolingSeconds = 1.0

    /// The latencies of a run that hold no standstill at the end of a quota; all where each does, or there is no quota.
    ///
    /// The kernel tells them of paced requests. Of others, standstills of more than half of the nominal length are known; they
    /// may be as short as what is left of a period.
    static func runningPart(of run: ThroughputResult, under limit: CPULimit?) -> Distribution {
        if limit != nil, let part = run.unthrottledPart { return part.latencyDistribution }
        let latency = run.latencyDistribution
        guard let limit, case .empirical(let values) = latency else { return latency }
        let standstill = (1 - limit.cpus) * limit.periodSeconds
        let running = values.filter { $0 < standstill / 2 }
        return running.isEmpty ? latency : .empirical(values: running)
    }

    /// - Parameter coldSeconds: of the latency, what comes of a wake-up.
    private static func split(
        _ latency: Distribution?, saturatedSeconds: Double, coldSeconds: Double
    ) -> (occupancy: Distribution, delay: Distribution) {
        // The wake-up is the same for all that find a replica as cold, so the others' spread is not its.
        guard let latency = latency?.shortened(by: coldSeconds), latency.mean > 0 else {
            return (.deterministic(value: saturatedSeconds), .deterministic(value: 0))
        }
        let longest = latency.quantile(Self.workingShare)
        let work = latency.mapped { min($0, longest) }
        let share = saturatedSeconds / work.mean
        return (
            work.scaled(by: share),
            share < 1 ? latency.mapped { $0 - share * min($0, longest) } : .deterministic(value: 0)
        )
    }

    /// Of the requests; the longest of the others are those that something else held up, not those with much to do.
    private static let workingShare = 0.99
}

extension ServiceProfile {
    /// - Parameter fresh: the first requests of `instances` new ones.
    fileprivate mutating func addFirstRequests(of fresh: ThroughputResult, instances: Int) {
        guard cpuLimit != nil else { return }
        settlingSeconds = fresh.settlingSeconds
        guard let cpu = fresh.cpuSecondsPerRequest else { return }
        let idle = (wakeUpSeconds ?? 0) / (1 + fresh.requestsPerSecond * (coolingSeconds ?? 0))
        let requests = Double(fresh.requests) / Double(instances)
        let besides = (cpu - occupancy.mean - idle) * requests
        let slow = Int((fresh.slowShare * requests).rounded())
        guard besides > 0, slow > 0 else { return }
        let count = workers ?? slow
        firstRequests = count
        firstRequestSeconds = besides / Double(count)
    }
}

extension ThroughputResult {
    /// Requests that the tool keeps in flight.
    var inFlightLimit: Int { connections * pipeline }

    /// Workers that share the service's requests; nil where that is not known, or where so few were in flight that some had
    /// nothing to do.
    fileprivate var workers: Int? {
        guard let busyThreads, inFlightLimit >= 2 * busyThreads else { return nil }
        return busyThreads
    }

    /// Of the requests, those that took more than twice the median.
    fileprivate var slowShare: Double {
        let median = latencyQuantiles.first { $0.quantile >= 0.5 }?.seconds ?? 0
        return 1 - (latencyQuantiles.last { $0.seconds <= 2 * median }?.quantile ?? 0)
    }

    /// The latency of an unloaded run: values equally spaced in probability, between quantiles by linear interpolation. By
    /// thousandths where the run tells those of its last percent; otherwise by percents, with the run's exact mean.
    ///
    /// Of paced requests all but the largest are as measured, even so: between the last percent and the longest, which may be an
    /// answer to a request that stood still, nothing is known, and the mean is kept by what stands there. Tools with coarser
    /// clocks are scaled to it.
    var latencyDistribution: Distribution {
        func values(by steps: Int) -> [Double] { (0...steps).map { latency(at: Double($0) / Double(steps)) } }
        if latencyQuantiles.contains(where: { $0.quantile > 0.99 && $0.quantile < 1 }), tool == .paced {
            return .empirical(values: values(by: 1000))
        }
        var values = values(by: 100)
        if tool == .paced {
            // Half of the last step's mass is at its end.
            let excess = Distribution.empirical(values: values).mean - exactMeanLatency
            values[100] = max(values[99], values[100] - 200 * excess)
        }
        let distribution = Distribution.empirical(values: values)
        let mean = distribution.mean
        // A tool whose clock is too coarse for the latency sees 0 everywhere.
        guard mean > 0 else { return .deterministic(value: exactMeanLatency) }
        return distribution.scaled(by: exactMeanLatency / mean)
    }

    /// Of a loop with one connection one over its rate.
    private var exactMeanLatency: Double {
        if tool == .paced, let meanLatencySeconds { return meanLatencySeconds }
        return 1 / requestsPerSecond
    }
}
