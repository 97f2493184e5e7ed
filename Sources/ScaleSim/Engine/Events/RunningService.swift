import Profiles

/// A service in the course of a run.
struct RunningService<Sink: RequestSink> {
    let number: Int
    let model: ServiceModel
    var control: ControlPlane
    var sink: Sink
    var balancer: Balancer
    /// Requests that no replica can take.
    var waiting = JobQueue()
    /// Those of `waiting` whose clients have not given up.
    var waitingCount = 0
    /// Replicas that boot.
    var booting = 0
    /// How replicas are launched and ended where that does not happen at intervals.
    let onDemand: OnDemandPolicy?
    var deadlines: DeadlineList
    var bandwidth: CPUBandwidth?
    /// By number of the replica within the service, where CPUs are shared.
    var shared: ContiguousArray<SharedProcessor> = []
    /// Numbers of the replicas among all replicas of the scenario.
    var replicas: ContiguousArray<Int32> = []
    let crashes: DurationSampler?
    let bootFailures: RandomStream
    /// Of a request, in nanoseconds; `Int64.max` for none.
    let timeout: Int64
    private let seed: UInt64
    /// Calls that requests make after the end of the run are followed, but not counted.
    private let horizon: Int64

    /// Area under the number of requests in the service, and the sum of their times in it: Little's law makes them
    /// equal, which debug builds assert.
    private var inService: Int64 = 0
    private var area: Int128 = 0
    private var lastChange: Int64 = 0
    private var timesInService: Int128 = 0

    init(_ service: Service, number: Int, metrics: MetricsPipeline, horizon: Int64, seed: UInt64, sink: Sink) {
        let draws = ServiceDraws(service.model, seed: seed, service: number)
        self.number = number
        self.seed = seed
        self.horizon = horizon
        model = service.model
        self.sink = sink
        onDemand = service.policy as? OnDemandPolicy
        control = ControlPlane(model, metrics: metrics, policy: service.policy, boot: draws.boot)
        balancer = Balancer(model.balancing, limit: model.concurrencyLimit, stream: draws.balancing)
        timeout = model.requestTimeout?.nanoseconds ?? .max
        deadlines = DeadlineList(timeout: timeout)
        bandwidth = draws.bandwidth
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

    @inline(__always)
    func isInTime(_ answer: Int64, sent: Int64) -> Bool { answer - sent <= timeout }

    // MARK: Requests

    @inline(__always)
    mutating func arrive(at time: Int64) {
        guard time < horizon else { return }
        sink.arrive(at: time)
        #if DEBUG
            account(until: time)
            inService += 1
        #endif
    }

    @inline(__always)
    mutating func complete(_ outcome: RequestOutcome) {
        guard outcome.arrival < horizon else { return }
        sink.record(outcome)
        #if DEBUG
            account(until: outcome.end)
            inService -= 1
            timesInService += Int128(outcome.end - outcome.arrival)
        #endif
    }

    private mutating func account(until time: Int64) {
        area += Int128(inService) * Int128(time - lastChange)
        lastChange = time
    }

    mutating func finish(at time: Int64) {
        #if DEBUG
            precondition(inService == 0, "every request has an outcome")
            precondition(area == timesInService, "Little's law: L = λW")
        #endif
        sink.finish()
    }
}
