import Profiles
import ScaleSim
import Testing

/// Runs that are short enough to be worked out by hand; seconds throughout.
@Suite struct WorkedTimelineTests {
    @Test("a full queue refuses, and a refused request is sent again after a pause that doubles")
    func retries() {
        var service = Self.service(work: 1)
        service.queueLimit = 0
        service.retry = Retry(attempts: 3, backoff: SimTime(seconds: 0.3), multiplier: 2)
        // The first works until 1. The second comes at 0.2, again at 0.5, again at 1.1, and works until 2.1. The third
        // comes at 0.1, again at 0.4 and at 1.0, when the first has just left, and takes its place until 2.0; so the
        // second is refused for good.
        let outcomes = Self.run(service, arrivals: [0, 0.1, 0.2])
        #expect(outcomes.map(\.ending) == [.answered, .answered, .refused])
        #expect(outcomes.map(\.end) == [1, 2, 1.1].map(Self.nanoseconds))
        #expect(outcomes.map(\.start) == [0, 1, 1.1].map(Self.nanoseconds))
    }

    @Test("a time-out is of each attempt; the work of an abandoned one is done all the same")
    func retriedTimeOut() {
        var service = Self.service(work: 1)
        service.requestTimeout = SimTime(seconds: 1.5)
        service.retry = Retry(attempts: 2, backoff: SimTime(seconds: 0.25))
        // At 0 and 0.1: the second waits until 1 and would be done at 2, but is given up at 1.6. Sent again at 1.85, it
        // queues behind its own abandoned first attempt until 2, and is done at 3.
        let outcomes = Self.run(service, arrivals: [0, 0.1])
        #expect(outcomes.map(\.ending) == [.answered, .answered])
        #expect(outcomes.map(\.end) == [1, 3].map(Self.nanoseconds))
    }

    @Test("a concurrency limit keeps requests at the balancer, from which the next free replica takes them")
    func concurrencyLimit() {
        var service = Self.service(work: 1, delay: 0.5)
        service.initialReplicas = 2
        service.concurrencyLimit = 1
        // The answer's delay counts as in flight: replicas are free at 1.5 and 1.6.
        let outcomes = Self.run(service, arrivals: [0, 0.1, 0.2, 0.3])
        #expect(outcomes.map(\.replica) == [0, 1, 0, 1])
        #expect(outcomes.map(\.start) == [0, 0.1, 1.5, 1.6].map(Self.nanoseconds))
        #expect(outcomes.map(\.end) == [1.5, 1.6, 3, 3.1].map(Self.nanoseconds))
    }

    @Test("`first` fills the replica launched first, up to its limit, before the next")
    func first() {
        var service = Self.service(work: 1, servers: 4)
        service.initialReplicas = 3
        service.balancing = .first
        service.concurrencyLimit = 2
        let outcomes = Self.run(service, arrivals: [0, 0.1, 0.2, 0.3, 1.05, 1.15])
        #expect(outcomes.map(\.replica) == [0, 0, 1, 1, 0, 0])
    }

    @Test("roundrobin passes over replicas at their limit")
    func limitedRoundRobin() {
        var service = Self.service(work: 1, servers: 4)
        service.initialReplicas = 2
        service.concurrencyLimit = 1
        let outcomes = Self.run(service, arrivals: [0, 0.1, 1.05, 1.06, 1.07, 2.2])
        // The third finds replica 1 still at work and takes replica 0; the fourth has to wait until 1.1.
        #expect(outcomes.map(\.replica) == [0, 1, 0, 1, 0, 1])
    }

    @Test("a fresh replica's first requests take longer")
    func warmUp() {
        var service = Self.service(work: 1)
        service.warmUp = WarmUp(factor: 3, requests: 2)
        let outcomes = Self.run(service, arrivals: [0, 10, 20])
        #expect(outcomes.map { $0.end - $0.arrival } == [3, 3, 1].map(Self.nanoseconds))
    }

    @Test("a call holds the caller's server, or lets it work on, or is not waited for")
    func calls() {
        // The caller works 1 and calls a service that works 2, one at a time.
        for (style, ends) in [
            // Done at 3; the second begins only then: 4, and 6 with its call.
            (Call.Style.blocking, [3.0, 6.0]),
            // The second works from 1 to 2, its call waits for the first one's until 3: 5.
            (.awaiting, [3, 5]),
            (.queued, [1, 2]),
        ] {
            var caller = Self.service(work: 1)
            caller.calls = [Call(service: 1, style: style)]
            let outcomes = Self.runs([caller, Self.service(work: 2)], arrivals: [0, 0])
            #expect(outcomes[0].map(\.end) == ends.map(Self.nanoseconds))
            #expect(outcomes[1].map(\.end) == [3, style == .blocking ? 6 : 5].map(Self.nanoseconds))
        }
    }

    @Test("calls are made in order, and a failed one fails the caller at once")
    func failedCall() {
        var caller = Self.service(work: 1)
        caller.calls = [Call(service: 1, style: .awaiting), Call(service: 2, style: .awaiting)]
        var broken = Self.service(work: 1)
        broken.requestTimeout = SimTime(seconds: 0.25)
        let outcomes = Self.runs([caller, Self.service(work: 2), broken], arrivals: [0])
        #expect(outcomes[0].map(\.ending) == [.broken])
        #expect(outcomes[0].map(\.end) == [3.25].map(Self.nanoseconds))
        #expect(outcomes[2].map(\.ending) == [.timedOut])
    }

    @Test("shared CPUs: three jobs, worked by hand")
    func processorSharing() {
        var service = Self.service(work: 2)
        service.discipline = .processorSharing(cpus: 1)
        // Alone until 1, with the second until 3 (done: 1 + 1), then the third comes as the first leaves: two share
        // until the second's last second is done at 5; the third has one second left.
        let outcomes = Self.run(service, arrivals: [0, 1, 3])
        #expect(outcomes.map(\.end) == [3, 5, 6].map(Self.nanoseconds))
    }

    @Test("under a CPU limit a queue holds what has not begun")
    func limitedCPU() {
        var service = Self.service(work: 0.05)
        service.profile.cpuLimit = CPULimit(cpus: 1, periodSeconds: 0.1)
        service.queueLimit = 1
        let outcomes = Self.run(service, arrivals: [0, 0.01, 0.02, 0.06])
        #expect(outcomes.map(\.ending) == [.answered, .answered, .refused, .answered])
    }

    @Test("an idle replica on demand is kept for its time, and a request meanwhile prolongs it")
    func keepAlive() {
        var service = Self.service(work: 1)
        service.initialReplicas = 0
        service.concurrencyLimit = 1
        let policy = OnDemandPolicy(maxReplicas: 5, keepAlive: .fixed(.deterministic(value: 3)))
        // Boots take 2: the first is served from 2 to 3, the second, warm, from 5 to 6; idle until 9. The third, at
        // 9.5, boots again and is served from 11.5.
        let outcomes = Self.run(service, arrivals: [0, 5, 9.5], policy: policy)
        #expect(outcomes.map(\.start) == [2, 5, 11.5].map(Self.nanoseconds))
        #expect(outcomes.map(\.replica) == [0, 0, 1])
    }

    @Test("two at once boot two replicas; the one that is free first serves the request that waits")
    func onDemand() {
        var service = Self.service(work: 0.5)
        service.initialReplicas = 0
        service.concurrencyLimit = 1
        let kept = OnDemandPolicy(maxReplicas: 5, keepAlive: .fixed(.deterministic(value: 60)))
        // The second's own boot would end at 3, but the first replica is free at 2.5.
        let outcomes = Self.run(service, arrivals: [0, 1], policy: kept)
        #expect(outcomes.map(\.start) == [2, 2.5].map(Self.nanoseconds))
        #expect(outcomes.map(\.replica) == [0, 0])
    }

    @Test("requests from outside wait for the host's CPUs in their order, or give up there")
    func host() {
        // Two CPUs take 0.5 s for the 1 s that a request costs the host; ten servers hold nobody up.
        var service = Self.service(work: 0.1, servers: 10)
        let host = SharedHost.queue(cpus: 2, secondsPerRequest: 1)
        let outcomes = Self.runs([service], arrivals: [0, 0, 0.25, 3], host: host)[0]
        #expect(outcomes.map(\.start) == [0, 0.5, 1, 3].map(Self.nanoseconds))
        #expect(outcomes.map(\.arrival) == [0, 0, 0.25, 3].map(Self.nanoseconds))
        #expect(outcomes.map(\.end) == [0.1, 0.6, 1.1, 3.1].map(Self.nanoseconds))
        // The third would have its turn 0.75 s after it was sent; the host works for it, but it is not there any more.
        service.requestTimeout = SimTime(seconds: 0.7)
        let impatient = Self.runs([service], arrivals: [0, 0, 0.25, 1.3], host: host)[0]
        #expect(impatient.map(\.ending) == [.answered, .answered, .timedOut, .answered])
        #expect(impatient.map(\.end) == [0.1, 0.6, 0.95, 1.6].map(Self.nanoseconds))
        // What a service asks of another does not come from outside.
        service.requestTimeout = nil
        service.calls = [Call(service: 1, style: .blocking)]
        let calls = Self.runs([service, Self.service(work: 0.2)], arrivals: [0, 0], host: host)
        #expect(calls[1].map(\.start) == [0.1, 0.6].map(Self.nanoseconds))
    }

    @Test("requests delay each other as the profile says for their rate, each at its own quantile")
    func interference() {
        var service = Self.service(work: 0.001, servers: 100, delay: 0.001)
        // From 2 ms in the least to 4 in the most at 10/s, and from 2 to 8 at 40/s.
        service.profile.interference = [
            Interference(requestsPerSecond: 10, latency: .empirical(values: [0.002, 0.004])),
            Interference(requestsPerSecond: 40, latency: .empirical(values: [0.002, 0.008])),
        ]
        func delays(rate: Double, host: SharedHost? = .measured) -> [Double] {
            let arrivals = (0..<Int(50 * rate)).map { Double($0) / rate }
            // The rate of the moment is that of some seconds.
            return Self.runs([service], arrivals: arrivals, host: host)[0].dropFirst(Int(10 * rate))
                .map { Double($0.end - $0.arrival) * 1e-9 - 0.002 }.sorted()
        }
        #expect(delays(rate: 5).allSatisfy { abs($0) < 1e-9 }, "as a replica that serves alone")
        // At 25/s half of what is between the two, at 70/s twice as much.
        for (rate, most) in [(25.0, 0.002), (70, 0.008)] {
            let found = delays(rate: rate)
            #expect(abs(found[found.count / 2] - most / 2) < 0.1 * most)
            #expect(found[0] < 0.03 * most && (0.95 * most...1.1 * most).contains(found[found.count - 1]))
        }
        #expect(delays(rate: 70, host: nil).allSatisfy { abs($0) < 1e-9 })
    }

    @Test("each of a measured replica's workers is slow at its first request, which the later ones get later")
    func firstRequests() {
        var service = Self.service(work: 0.1)
        service.warmUp = WarmUp(factor: 3, requests: 4, isByWorker: true)
        let apart = Self.run(service, arrivals: (0..<10).map { Double($0) })
        let slow = apart.filter { $0.end - $0.start > Self.nanoseconds(0.2) }.map(\.index)
        // 1, 1 + 4/3, that + 4/2, and + 4/1.
        #expect(slow == [0, 1, 3, 7])
        service.warmUp = WarmUp(factor: 3, requests: 4)
        let first = Self.run(service, arrivals: (0..<10).map { Double($0) })
        #expect(first.filter { $0.end - $0.start > Self.nanoseconds(0.2) }.map(\.index) == [0, 1, 2, 3])
    }

    @Test("a replica that was launched first does what its boot left to do, one that stood ready or was there does not")
    func settling() {
        var service = Self.service(work: 0.1)
        service.profile.cpuLimit = CPULimit(cpus: 1)
        service.profile.settlingSeconds = 0.5
        #expect(Self.run(service, arrivals: [0]).map(\.start) == [0])
        service.initialReplicas = 0
        service.concurrencyLimit = 1
        let kept = OnDemandPolicy(maxReplicas: 1, keepAlive: .fixed(.deterministic(value: 60)))
        // The replica is there at 2 and has half a second to do, beside which a request takes twice as long; it holds nobody up later.
        let launched = Self.run(service, arrivals: [0, 4], policy: kept)
        #expect(launched.map(\.end) == [2.2, 4.1].map(Self.nanoseconds))
        service.warmPool = WarmPool(size: 1, start: .deterministic(value: 1))
        #expect(Self.run(service, arrivals: [0], policy: kept).map(\.end) == [1.1].map(Self.nanoseconds))
    }

    @Test("the wait for the host is that of M/D/1")
    func hostTheory() {
        let rate = 120.0
        let arrivals = TrafficModel.poisson(rate: rate).arrivals(
            seed: 5, to: ArrivalList(before: SimTime(seconds: 2000)))
        let scenario = Scenario(
            name: "host",
            traffic: .recorded(
                arrivals.map { SimTime(nanoseconds: $0) }, duration: SimTime(seconds: 2000)),
            service: Self.service(work: 0.001, servers: 1000), policy: StaticPolicy(replicas: 1),
            policyName: "static", objective: SimTime(seconds: 1), replications: 1)
        var shared = scenario
        shared.host = .queue(cpus: 2, secondsPerRequest: 0.01)
        let mean = Simulation(shared).run(threads: 1).figures.latencyMeanSeconds.mean
        let load = rate * 0.005
        // Pollaczek and Khinchine.
        let wait = load * 0.005 / (2 * (1 - load))
        #expect(abs(mean - 0.001 - wait) < 0.03 * wait)
    }

    // MARK: Short runs

    static func nanoseconds(_ seconds: Double) -> Int64 { SimTime(seconds: seconds).nanoseconds }

    static func service(work: Double, servers: Int = 1, delay: Double = 0) -> ServiceModel {
        ServiceModel(
            profile: ServiceProfile(
                servers: servers, occupancy: .deterministic(value: work), delay: .deterministic(value: delay),
                throughput: []),
            boot: .deterministic(value: 2), initialReplicas: 1)
    }

    static func run(
        _ service: ServiceModel, arrivals: [Double], policy: (any ScalingPolicy)? = nil
    ) -> [RequestOutcome] { runs([service], arrivals: arrivals, policy: policy)[0] }

    /// The outcomes of each service's requests, by the request from outside that they belong to.
    static func runs(
        _ models: [ServiceModel], arrivals: [Double], policy: (any ScalingPolicy)? = nil, host: SharedHost? = nil
    ) -> [[RequestOutcome]] {
        let services = models.map { model in
            Service(
                name: "service", model: model, policy: policy ?? StaticPolicy(replicas: model.initialReplicas),
                policyName: "policy")
        }
        var engine = EventEngine(
            services: services, metrics: MetricsPipeline(),
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(seconds:))))],
            host: host, horizon: SimTime(seconds: 100), seed: 1, sink: { _ in OutcomeLog() })
        engine.run()
        return models.indices.map { engine.sink(of: $0).outcomes.sorted { $0.index < $1.index } }
    }
}
