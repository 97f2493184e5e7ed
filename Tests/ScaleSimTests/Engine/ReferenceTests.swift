import Profiles
import ScaleSim
import Testing

/// The recursion against the event-by-event reference, on the same draws: every request, replica and decision.
@Suite struct ReferenceTests {
    @Test("recursion and event-by-event reference agree exactly on random scenarios", arguments: 0..<150)
    func agreement(number: Int) {
        let scenario = RandomScenario(number: number)
        var engine = scenario.engine()
        engine.run()
        var reference = scenario.reference()
        reference.run()
        #expect(engine.control.decisions == reference.decisions)
        #expect(engine.sink.outcomes == reference.outcomes)
        #expect(engine.control.replicas.map(scenario.withinRun) == reference.replicas.map(scenario.withinRun))
    }

    @Test("so does the engine that follows events", arguments: 0..<150)
    func eventEngine(number: Int) {
        let scenario = RandomScenario(number: number)
        var engine = scenario.engine()
        engine.run()
        var events = scenario.eventEngine()
        events.run()
        #expect(engine.control.decisions == events.control(of: 0).decisions)
        #expect(engine.busyNanoseconds == events.busyNanoseconds[0])
        #expect(engine.sink.outcomes == events.sink(of: 0).outcomes.sorted { $0.index < $1.index })
        #expect(
            engine.control.replicas.map(scenario.withinRun) == events.control(of: 0).replicas.map(scenario.withinRun))
    }

    @Test("the random scenarios reach what they should: scaling, draining, time-outs, waiting at the balancer")
    func coverage() {
        let engines = (0..<150).map { number in
            var engine = RandomScenario(number: number).engine()
            engine.run()
            return engine
        }
        let outcomes = engines.flatMap(\.sink.outcomes)
        let replicas = engines.flatMap(\.control.replicas)
        #expect(outcomes.count > 20_000)
        #expect(outcomes.count { $0.failed && $0.replica < 0 } > 100)
        #expect(outcomes.count { $0.failed && $0.replica >= 0 } > 100)
        #expect(replicas.count { $0.drainedAt != nil && $0.readyAt != nil } > 100)
        #expect(replicas.count { $0.drainedAt != nil && $0.readyAt == nil } > 20)
        #expect(replicas.count { ($0.goneAt ?? 0) > ($0.drainedAt ?? 0) } > 50)
    }

    @Test("Little's law holds exactly: the area under the number in system is the sum of the times in it")
    func littlesLaw() {
        for number in 0..<150 {
            let scenario = RandomScenario(number: number)
            var engine = scenario.engine()
            engine.run()
            var reference = scenario.reference()
            reference.run()
            let times = engine.sink.outcomes.reduce(Int64(0)) { $0 + ($1.end - $1.arrival) }
            #expect(times == reference.areaInSystem)
        }
    }
}

/// Keeps all outcomes.
struct OutcomeLog: RequestSink {
    private(set) var outcomes: [RequestOutcome] = []

    func arrive(at time: Int64) {}
    mutating func record(_ outcome: RequestOutcome) { outcomes.append(outcome) }
    func finish() {}
}

/// Wants as many replicas as the CPU use asks for, and says in its reason all that it saw.
struct OpenBookPolicy: ScalingPolicy {
    var evaluationIntervalSeconds: Double
    var targetMilli: Int
    var range: ClosedRange<Int>

    func decide(_ observation: Observation) -> Decision {
        let usage = observation.pods.reduce(0) { $0 + ($1.cpuUsageMilli ?? 0) }
        let desired = min(max((usage + targetMilli - 1) / targetMilli, range.lowerBound), range.upperBound)
        let metrics = observation.podMetrics.mapValues { $0.sorted { $0.key < $1.key } }.sorted { $0.key < $1.key }
        return Decision(desired: desired, reason: "\(observation.time) \(observation.pods) \(metrics)")
    }
}

/// A small scenario whose every choice is drawn from its number; some are on a coarse grid of time, so that events
/// coincide.
struct RandomScenario {
    let service: ServiceModel
    let metrics: MetricsPipeline
    let policy: OpenBookPolicy
    let arrivals: [Int64]
    let horizon: SimTime
    let seed: UInt64

    init(number: Int) {
        let stream = RandomStream(seed: UInt64(number), purpose: .arrivals)
        var drawn: UInt64 = 1_000_000
        func draw(_ range: ClosedRange<Double>) -> Double {
            drawn += 1
            return range.lowerBound + stream.uniform(drawn) * (range.upperBound - range.lowerBound)
        }
        func pick<Value>(_ values: [Value]) -> Value { values[Int(draw(0...Double(values.count)))] }

        let coarse = draw(0...1) < 0.4
        let servers = pick([1, 1, 2, 4])
        let occupancy: Distribution =
            coarse
            ? .deterministic(value: pick([0.1, 0.25, 0.5]))
            : pick([.exponential(mean: 0.3), .gamma(shape: 3, scale: 0.1), .weibull(shape: 0.7, scale: 0.2)])
        let delay: Distribution = coarse ? .deterministic(value: pick([0, 0.1])) : .exponential(mean: 0.2)
        let boot: Distribution =
            coarse ? .deterministic(value: pick([0.5, 3])) : .shiftedLognormal(shift: 0.3, mu: 0.5, sigma: 0.8)
        let timeout: SimTime? = draw(0...1) < 0.3 ? nil : SimTime(seconds: pick([0.5, 1, 3]))
        // Without a time-out there must always be a replica to come.
        let fewest = timeout == nil ? 1 : pick([0, 1])
        let scrape = pick([0.5, 1, 1.7])
        service = ServiceModel(
            profile: ServiceProfile(servers: servers, occupancy: occupancy, delay: delay, throughput: []), boot: boot,
            initialReplicas: pick([fewest, 1, 3]),
            balancing: pick([.roundRobin, .leastConnections, .random(draws: 1), .random(draws: 2)]),
            requestTimeout: timeout, cpuMilli: 500, cpuRequestMilli: 250)
        metrics = MetricsPipeline(
            scrapeInterval: SimTime(seconds: scrape), window: SimTime(seconds: scrape * pick([1, 2, 3])),
            podMetrics: [.init(name: "rate", quantity: .requestRate)])
        policy = OpenBookPolicy(
            evaluationIntervalSeconds: pick([1, 1.7, 2]), targetMilli: pick([100, 200, 300]), range: fewest...6)
        horizon = SimTime(seconds: 40)
        seed = UInt64(number) << 20
        let instants = Self.instants(rate: pick([2, 6, 12]), until: 40, stream: stream)
        arrivals = coarse ? instants.map { $0 / 50_000_000 * 50_000_000 } : instants
    }

    /// On for ten seconds, off for ten, so that there is something to scale for.
    private static func instants(rate: Double, until end: Double, stream: RandomStream) -> [Int64] {
        let points = stride(from: 0, through: end, by: 10).map { start in
            RateTrace.Point(seconds: start, requestsPerSecond: Int(start / 10).isMultiple(of: 2) ? rate : rate / 10)
        }
        guard let trace = try? RateTrace(points: points) else { return [] }
        var source = PoissonArrivals(trace, stream: stream)
        var instants: [Int64] = []
        while let instant = source.next() { instants.append(instant) }
        return instants
    }

    func engine() -> RecursionEngine<RecordedArrivals, OutcomeLog> {
        RecursionEngine(
            service: service, metrics: metrics, policy: policy,
            arrivals: RecordedArrivals(arrivals.map(SimTime.init(nanoseconds:))), horizon: horizon, seed: seed,
            sink: OutcomeLog())
    }

    func eventEngine() -> EventEngine<RecordedArrivals, OutcomeLog> {
        EventEngine(
            services: [Service(name: "service", model: service, policy: policy, policyName: "open book")],
            metrics: metrics,
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(nanoseconds:))))],
            horizon: horizon, seed: seed, sink: { _ in OutcomeLog() })
    }

    func reference() -> ReferenceSimulator {
        ReferenceSimulator(
            service: service, metrics: metrics, policy: policy, arrivals: arrivals, horizon: horizon, seed: seed)
    }

    /// Boots that end after the run are followed only where a request waits for them, so they are not compared.
    func withinRun(_ replica: Replica) -> Replica {
        var replica = replica
        if let ready = replica.readyAt, ready >= horizon.nanoseconds {
            replica.readyAt = nil
            if replica.state == .ready { replica.state = .booting }
        }
        return replica
    }
}
