import Profiles
import ScaleSim
import Testing

/// Scenarios of several services with everything that can be drawn: what must hold of every run. Debug builds assert
/// Little's law for each service in each of them.
@Suite struct GeneralScenarioTests {
    @Test("every request has one outcome, within its time-outs, and the same in every run", arguments: 0..<200)
    func invariants(number: Int) {
        let scenario = GeneralScenario(number: number)
        let run = scenario.run()
        let again = scenario.run()
        for service in scenario.services.indices {
            let outcomes = run.sink(of: service).outcomes
            #expect(outcomes == again.sink(of: service).outcomes)
            #expect(run.control(of: service).replicas == again.control(of: service).replicas)
            #expect(outcomes.count == run.sink(of: service).arrived)
            check(outcomes, of: scenario.services[service].model)
            check(run.control(of: service), outcomes)
        }
    }

    private func check(_ outcomes: [RequestOutcome], of model: ServiceModel) {
        for outcome in outcomes {
            #expect(outcome.arrival <= outcome.start && outcome.start <= outcome.end)
            if outcome.ending == .answered { #expect(outcome.replica >= 0) }
            if let timeout = model.requestTimeout, model.retry == nil {
                #expect(outcome.end - outcome.arrival <= timeout.nanoseconds)
            }
            if model.queueLimit == nil, model.balancerQueueLimit == nil { #expect(outcome.ending != .refused) }
        }
    }

    private func check(_ control: ControlPlane, _ outcomes: [RequestOutcome]) {
        for replica in control.replicas {
            if let ready = replica.readyAt, let drained = replica.drainedAt { #expect(ready <= drained) }
            if let gone = replica.goneAt { #expect(gone >= (replica.drainedAt ?? .max)) }
        }
        #expect(outcomes.allSatisfy { $0.replica < control.replicas.count })
    }

    @Test("the general scenarios reach what they should")
    func coverage() {
        var outcomes: [RequestOutcome] = []
        var runsWithColdStarts = 0
        for number in 0..<200 {
            let run = GeneralScenario(number: number).run()
            outcomes += run.sink(of: 0).outcomes + run.sink(of: 1).outcomes
            if run.control(of: 0).coldStarts > 5 { runsWithColdStarts += 1 }
        }
        for ending in [RequestOutcome.Ending.answered, .timedOut, .refused, .broken] {
            #expect(outcomes.count { $0.ending == ending } > 500)
        }
        #expect(runsWithColdStarts > 50)
    }

    @Test("crashes come at their rate, and a crashed replica has one launched in its place")
    func crashes() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.initialReplicas = 20
        service.failures = FailureRates(meanTimeToCrash: SimTime(seconds: 50))
        let replicas = GeneralScenario.run([service], arrivals: [], horizon: 1000).control(of: 0).replicas
        // A place crashes each 50 + 2 seconds of boot: 20 · 1000 / 52 = 385, standard deviation below 20.
        let crashes = replicas.count { $0.goneAt != nil }
        #expect(abs(crashes - 385) < 60)
        #expect(replicas.count == 20 + crashes)
    }

    @Test("boots fail with their probability, and are tried again")
    func bootFailures() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.initialReplicas = 0
        service.failures = FailureRates(bootFailureProbability: 0.4)
        let policy = StaticPolicy(replicas: 300, evaluationIntervalSeconds: 1)
        let replicas = GeneralScenario.run([service], arrivals: [], horizon: 500, policy: policy).control(of: 0)
            .replicas
        #expect(replicas.count { $0.state == .ready } == 300)
        // Failures before 300 successes: 300 · 0.4 / 0.6 = 200, standard deviation 18.
        #expect(abs(replicas.count { $0.goneAt != nil } - 200) < 55)
    }
}

/// Keeps all outcomes and counts arrivals.
struct CountingLog: RequestSink {
    private(set) var outcomes: [RequestOutcome] = []
    private(set) var arrived = 0

    mutating func arrive(at time: Int64) { arrived += 1 }
    mutating func record(_ outcome: RequestOutcome) { outcomes.append(outcome) }
    func finish() {}
}

/// One to three services whose every trait is drawn from a number.
struct GeneralScenario {
    private(set) var services: [Service] = []
    private var population: ClosedPopulation?
    private let arrivals: [Double]
    private let seed: UInt64
    private let host: SharedHost?

    /// Bounds that idle times of short runs reach, so that all of its ways to decide occur.
    private static var hybrid: HybridHistogram.Parameters {
        var parameters = HybridHistogram.Parameters()
        parameters.rangeSeconds = 0.4
        parameters.binSeconds = 0.02
        return parameters
    }

    init(number: Int) {
        let stream = RandomStream(seed: UInt64(number), purpose: .arrivals, site: 77)
        var drawn: UInt64 = 0
        func draw() -> Double {
            drawn += 1
            return stream.uniform(drawn)
        }
        func pick<Value>(_ values: [Value]) -> Value { values[Int(draw() * Double(values.count))] }
        func chance(_ probability: Double) -> Bool { draw() < probability }

        let coarse = chance(0.3)
        let count = pick([2, 2, 3])
        for position in 0..<count {
            let limited = chance(0.15)
            let shared = !limited && chance(0.3)
            let work: Distribution = coarse ? .deterministic(value: pick([0.1, 0.25])) : .exponential(mean: 0.15)
            var model = ServiceModel(
                profile: ServiceProfile(
                    servers: limited ? 1 : pick([1, 2, 4]), occupancy: work,
                    delay: coarse ? .deterministic(value: pick([0, 0.1])) : .exponential(mean: 0.05),
                    cpuLimit: limited ? CPULimit(cpus: pick([0.3, 0.8])) : nil, throughput: []),
                boot: coarse ? .deterministic(value: 1) : .exponential(mean: 1.5), initialReplicas: pick([0, 1, 2]),
                requestTimeout: chance(0.8) ? SimTime(seconds: pick([0.5, 1, 2])) : nil)
            if shared { model.discipline = .processorSharing(cpus: pick([1, 1.5, 2])) }
            model.concurrencyLimit = chance(0.4) ? pick([1, 2, 8]) : nil
            model.balancing = pick(
                [.roundRobin, .leastConnections, .random(draws: 2)] + (model.concurrencyLimit == nil ? [] : [.first]))
            model.queueLimit = !shared && chance(0.4) ? pick([0, 1, 5]) : nil
            model.balancerQueueLimit = chance(0.3) ? pick([0, 3, 20]) : nil
            model.retry =
                chance(0.4)
                ? Retry(attempts: pick([2, 3]), backoff: SimTime(seconds: pick([0, 0.1])), jitter: 0.5) : nil
            model.warmUp = chance(0.3) ? WarmUp(factor: 2, requests: 5) : nil
            model.failures = FailureRates(
                meanTimeToCrash: chance(0.3) ? SimTime(seconds: 8) : nil, bootFailureProbability: pick([0, 0, 0.3]))
            for called in position + 1..<max(position + 1, count) where chance(0.7) {
                model.calls.append(Call(service: called, style: pick([.blocking, .awaiting, .queued])))
            }
            let policy: any ScalingPolicy =
                chance(0.4)
                ? OnDemandPolicy(
                    maxReplicas: 6,
                    keepAlive: pick([
                        .fixed(.deterministic(value: 0)), .fixed(.deterministic(value: 0.5)),
                        .fixed(.exponential(mean: 3)), .hybrid(Self.hybrid),
                    ]),
                    cancelsBoots: chance(0.5))
                : OpenBookPolicy(evaluationIntervalSeconds: 1, targetMilli: 300, range: pick([0, 1])...6)
            services.append(Service(name: "\(position)", model: model, policy: policy, policyName: "drawn"))
        }
        if chance(0.4) {
            population = ClosedPopulation(
                service: pick([0, 1]), users: pick([1, 5]), thinking: .exponential(mean: 0.5))
        }
        var time = 0.0
        let rate = pick([3.0, 10])
        var instants: [Double] = []
        for index in 0..<Int(20 * rate) {
            time -= naturalLogarithm(stream.uniform(10_000 + UInt64(index))) / rate
            instants.append(coarse ? (time * 20).rounded(.down) / 20 : time)
        }
        arrivals = instants
        seed = UInt64(number)
        host = number % 3 == 0 ? .queue(cpus: 2, secondsPerRequest: 0.15) : nil
    }

    func run() -> EventEngine<RecordedArrivals, CountingLog> {
        var engine = EventEngine(
            services: services, metrics: MetricsPipeline(scrapeInterval: SimTime(seconds: 1)),
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(seconds:))))],
            population: population, host: host, horizon: SimTime(seconds: 20), seed: seed, sink: { _ in CountingLog() })
        engine.run()
        return engine
    }

    static func run(
        _ models: [ServiceModel], arrivals: [Double], horizon: Double, policy: (any ScalingPolicy)? = nil
    ) -> EventEngine<RecordedArrivals, CountingLog> {
        let services = models.map {
            Service(
                name: "service", model: $0, policy: policy ?? StaticPolicy(replicas: $0.initialReplicas),
                policyName: "policy")
        }
        var engine = EventEngine(
            services: services, metrics: MetricsPipeline(),
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(seconds:))))],
            horizon: SimTime(seconds: horizon), seed: 1, sink: { _ in CountingLog() })
        engine.run()
        return engine
    }
}
