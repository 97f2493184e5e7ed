import Profiles

/// A service in the course of a run.
struct RunningService<Sink: RequestSink>: ~Copyable {
    let number: Int
    let model: ServiceModel
    var control: ControlPlane
    var sink: Sink
    var balancer: Balancer
    /// Requests that no replica can take.
    var waiting = JobQueue()
    /// Those of `waiting` whose clients have not given up.
    private(set) var waitingCount = 0
    /// Time that they have waited, counted as in `ReplicaLoad`, modulo 2⁶⁴.
    private var waited: Int64 = 0
    /// Requests that came within the run, how many of them have no outcome yet, and the time that all have been here.
    private(set) var requests: Int64 = 0
    private var inside: Int64 = 0
    /// Requests sent to replicas, each attempt one.
    var sent: Int64 = 0
    private var presence: Int64 = 0
    /// Replicas that boot.
    var booting = 0
    /// Replicas that will be launched at this instant, after the one that is being launched.
    var upcomingBoots = 0
    /// How replicas are launched and ended where that does not happen at intervals.
    let onDemand: OnDemandPolicy?
    /// Where the policy knows beforehand how long idle replicas are kept.
    let keepAlives: KeepAliveDraws?
    /// Where it learns that.
    var idleness: ServiceIdleness?
    /// Whether it does; asked for each request.
    let learnsIdleTimes: Bool
    var deadlines: DeadlineList
    var bandwidth: CPUBandwidth?
    /// By number of the replica within the service, where CPUs are shared.
    var shared: ContiguousArray<SharedProcessor> = []
    /// Numbers of the replicas among all replicas of the scenario.
    var replicas: ContiguousArray<Int32> = []
    /// Booted replicas in the warm pool.
    var pooled: Int
    private var poolBoots: UInt64 = 0
    var warmStarts = 0
    let poolStarts: DurationSampler?
    private let surface: BootSurface
    /// Times of slow work, until when and by what factor.
    private(set) var slowdowns: [(until: Int64, factor: Double)] = []
    /// Whether any work takes longer than it should; asked for each request.
    private(set) var hasSlowWork: Bool
    private let fresh: FreshRequests?
    let crashes: DurationSampler?
    let bootFailures: RandomStream
    /// Of a request, in nanoseconds; `Int64.max` for none.
    let timeout: Int64
    private let seed: UInt64
    /// Calls that requests make after the end of the run are followed, but not counted.
    private let horizon: Int64

    /// Area under the number of requests in the service, and the sum of their times in it: Little's law makes them
    /// equal, which debug builds assert.
    private var area: Int128 = 0
    private var lastChange: Int64 = 0
    private var timesInService: Int128 = 0

    init(
        _ service: Service, number: Int, metrics: MetricsPipeline, horizon: Int64, seed: UInt64, isObserved: Bool,
        sink: Sink
    ) {
        let draws = ServiceDraws(service.model, seed: seed, service: number)
        self.number = number
        self.seed = seed
        self.horizon = horizon
        model = service.model
        self.sink = sink
        onDemand = service.policy as? OnDemandPolicy
        switch onDemand?.keepAlive {
        case .fixed(let keepAlive): keepAlives = KeepAliveDraws(keepAlive, seed: seed, service: number)
        case .hybrid(let parameters):
            keepAlives = nil
            idleness = ServiceIdleness(parameters)
        case nil: keepAlives = nil
        }
        learnsIdleTimes = idleness != nil
        control = ControlPlane(
            model, metrics: metrics, policy: service.policy, boot: draws.boot, isObserved: isObserved)
        balancer = Balancer(model.balancing, limit: model.concurrencyLimit, stream: draws.balancing)
        timeout = model.requestTimeout?.nanoseconds ?? .max
        deadlines = DeadlineList(timeout: timeout)
        bandwidth = draws.bandwidth
        hasSlowWork = model.warmUp != nil
        fresh = model.warmUp.map { FreshRequests($0) }
        pooled = model.warmPool?.size ?? 0
        poolStarts = model.warmPool.map {
            DurationSampler(
                $0.start, stream: RandomStream(seed: seed, purpose: .poolStart, site: UInt16(number)))
        }
        surface = BootSurface(model, seed: seed, service: number)
        crashes = model.failures.meanTimeToCrash.map {
            DurationSampler(
                .exponential(mean: $0.seconds),
                stream: RandomStream(seed: seed, purpose: .crash, site: UInt16(number)))
        }
        bootFailures = RandomStream(seed: seed, purpose: .bootFailure, site: UInt16(number))
    }

    /// The pause before `attempt`, counted from 1 for the second one, in nanoseconds.
    func pause(before attempt: UInt8, key: UInt64) -> Int64 {
        guard let retry = model.retry else { preconditionFailure("only a service with retries pauses") }
        var pause = retry.backoff.seconds
        for _ in 1..<attempt { pause *= retry.multiplier }
        let draw = RandomStream(seed: seed, purpose: .backoff, site: UInt16(number)).uniform(key)
        return DurationSampler.rounded(pause * (1 - retry.jitter * draw))
    }

    /// Whether the boot of a replica ends without one.
    func bootFails(_ number: Int) -> Bool {
        model.failures.bootFailureProbability > 0
            && bootFailures.uniform(UInt64(number)) < model.failures.bootFailureProbability
    }

    /// CPU and memory that a replica requests of its node, in thousandths of a CPU and MiB.
    var demand: (cpu: Int, memory: Int) { (model.cpuRequestMilli, model.memoryMebibytes) }

    /// In nanoseconds; see `BootSurface`.
    func bootDuration(of number: Int, concurrent: Int, resident: Int) -> Int64 {
        surface.bootDuration(of: number, concurrent: concurrent, resident: resident)
    }

    /// How long the next replica of the warm pool boots, in nanoseconds.
    mutating func nextPoolBoot() -> Int64 {
        defer { poolBoots += 1 }
        let stream = RandomStream(seed: seed, purpose: .poolBoot, site: UInt16(number))
        return DurationSampler(model.boot, stream: stream).nanoseconds(poolBoots)
    }

    mutating func slowDown(by factor: Double, until time: Int64) {
        slowdowns.append((until: time, factor: factor))
        hasSlowWork = true
    }

    /// By what factor the work of a replica's n-th request is longer.
    @inline(__always)
    func slowness(ofRequest count: Int64, at time: Int64) -> Double {
        (fresh?.factor(ofRequest: count) ?? 1) * slowdown(at: time)
    }

    /// By what factor faults make all work longer.
    @inline(__always)
    func slowdown(at time: Int64) -> Double {
        var factor = 1.0
        if !slowdowns.isEmpty { for slowdown in slowdowns where time < slowdown.until { factor *= slowdown.factor } }
        return factor
    }

    // MARK: Requests

    @inline(__always)
    mutating func arrive(at time: Int64) {
        guard time < horizon else { return }
        sink.arrive(at: time)
        requests += 1
        #if DEBUG
            account(until: time)
        #endif
        inside += 1
        presence &-= time
    }

    @inline(__always)
    mutating func complete(_ outcome: RequestOutcome) {
        guard outcome.arrival < horizon else { return }
        sink.record(outcome)
        #if DEBUG
            account(until: outcome.end)
            timesInService += Int128(outcome.end - outcome.arrival)
        #endif
        inside -= 1
        presence &+= outcome.end
    }

    /// Whether no request is without an outcome.
    var isEmpty: Bool { inside == 0 }

    /// A request begins to wait at the balancer.
    @inline(__always)
    mutating func beginWait(at time: Int64) {
        waitingCount += 1
        waited &-= time
    }

    @inline(__always)
    mutating func endWait(at time: Int64) {
        waitingCount -= 1
        waited &+= time
    }

    /// What a scrape of the whole service finds.
    ///
    /// - Parameter queued: requests that wait at its replicas.
    func totals(at time: Int64, queued: Int) -> MetricsScraper.ServiceTotals {
        MetricsScraper.ServiceTotals(
            requests: requests, sent: sent, presence: presence &+ inside &* time,
            waiting: waited &+ Int64(waitingCount) &* time, queued: queued + waitingCount)
    }

    private mutating func account(until time: Int64) {
        area += Int128(inside) * Int128(time - lastChange)
        lastChange = time
    }

    mutating func finish() {
        #if DEBUG
            precondition(isEmpty, "every request has an outcome")
            precondition(area == timesInService, "Little's law: L = λW")
        #endif
        sink.finish()
    }
}
