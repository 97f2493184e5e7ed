import Profiles
import ScaleSim
import Testing

/// What policies see of short runs that are worked out by hand; seconds throughout.
@Suite("The metrics pipeline") struct MetricsPipelineTests {
    @Test("has the mean number of requests at each replica over the window, those that wait there included")
    func concurrency() {
        var pipeline = Self.pipeline(scrape: 1)
        pipeline.podMetrics = [.init(name: "inside", quantity: .concurrency)]
        // One works from 0 to 1; the other comes at 0.5, waits until 1 and works until 2.
        let seen = Self.observations(pipeline, arrivals: [0, 0.5], until: 4)
        #expect(seen.map { $0.podMetrics["inside"]?["replica-0"] } == [1.5, 1, 0])
    }

    @Test("has rates over the window of the requests that were sent to a replica, and that came to the service")
    func rates() {
        var pipeline = Self.pipeline(scrape: 1, window: 2)
        pipeline.podMetrics = [
            .init(name: "rate", quantity: .requestRate), .init(name: "count", quantity: .requestsPerMinute),
        ]
        pipeline.objectMetrics = [.init(name: "all", quantity: .requestRate)]
        var service = WorkedTimelineTests.service(work: 1)
        service.concurrencyLimit = 1
        // The second and the third are sent on at 1 and at 2, before the scrapes of these instants.
        let seen = Self.observations(pipeline, service, arrivals: [0.25, 0.5, 0.75], until: 4)
        #expect(seen.map { $0.podMetrics["rate"]?["replica-0"] } == [0.5, 1, 1])
        #expect(seen.map { $0.podMetrics["count"]?["replica-0"] } == [30, 60, 60])
        #expect(seen.map { $0.objectMetrics["all"] } == [1.5, 1.5, 0])
    }

    @Test("has what waits for a server at the scrape, wherever it waits", arguments: [nil, 2])
    func queue(limit: Int?) {
        var pipeline = Self.pipeline(scrape: 0.75)
        pipeline.externalMetrics = [.init(name: "waiting", quantity: .queueLength)]
        var service = WorkedTimelineTests.service(work: 1)
        service.concurrencyLimit = limit
        // At 0.75 three wait, at 1.5 two.
        let seen = Self.observations(pipeline, service, arrivals: [0, 0.1, 0.2, 0.3], until: 2, every: 0.75)
        #expect(seen.map { $0.externalMetrics["waiting"] } == [3, 2])
    }

    @Test("is read at the evaluation itself where it is read directly, at the last scrape else")
    func direct() {
        var pipeline = Self.pipeline(scrape: 1)
        pipeline.externalMetrics = [
            .init(name: "now", quantity: .queueLength, isDirect: true), .init(name: "then", quantity: .queueLength),
        ]
        let seen = Self.observations(pipeline, arrivals: [0, 0.9, 1.1, 1.2], until: 2, every: 1.5)
        // At 1 the second begins, and two come after it.
        #expect(seen.map(\.externalMetrics) == [["now": 2, "then": 0]])
    }

    @Test("may be of another service, such as the queue of a worker")
    func otherService() {
        var pipeline = Self.pipeline(scrape: 1)
        pipeline.externalMetrics = [.init(name: "votes", quantity: .queueLength, service: 1)]
        var vote = WorkedTimelineTests.service(work: 0.1)
        vote.calls = [Call(service: 1, style: .queued)]
        let services = [vote, WorkedTimelineTests.service(work: 5)].map {
            Service(name: "service", model: $0, policy: Watcher(evaluationIntervalSeconds: 1), policyName: "watcher")
        }
        var engine = EventEngine(
            services: services, metrics: pipeline,
            entries: [.init(service: 0, source: RecordedArrivals([0, 0.2, 0.4, 1.5].map(SimTime.init(seconds:))))],
            horizon: SimTime(seconds: 3), seed: 1, isObserved: true, sink: { _ in OutcomeLog() })
        engine.run()
        #expect(engine.control(of: 0).observations.map { $0.externalMetrics["votes"] } == [2, 3])
    }

    @Test("is known only after the lag, and a replica without a sample known yet has none")
    func lag() {
        var pipeline = Self.pipeline(scrape: 1)
        pipeline.lag = SimTime(seconds: 1.5)
        pipeline.podMetrics = [.init(name: "inside", quantity: .concurrency)]
        let seen = Self.observations(pipeline, arrivals: [0, 0.5], until: 5, every: 0.5)
        let known = seen.map { $0.podMetrics["inside"]?["replica-0"] }
        #expect(known == [nil, nil, nil, nil, 1.5, 1.5, 1, 1, 0])
        #expect(seen.map { $0.pods[0].metricTime } == [nil, nil, nil, nil, 1, 1, 2, 2, 3])
        #expect(seen[4].pods[0].cpuUsageMilli == 1000)
    }

    @Test("looks the same to both engines with a lag and a window of several scrapes")
    func engines() {
        let pipeline = MetricsPipeline(
            scrapeInterval: SimTime(seconds: 2), window: SimTime(seconds: 6), lag: SimTime(seconds: 5),
            podMetrics: [.init(name: "rate", quantity: .requestRate)])
        var scenario = Scenario(
            name: "both", traffic: .model(.poisson(rate: 3), duration: SimTime(seconds: 300)),
            service: WorkedTimelineTests.service(work: 0.2),
            policy: ShakyPolicy(), policyName: "shaky", objective: SimTime(seconds: 1), metrics: pipeline)
        let recursion = Simulation(scenario).observations()
        #expect(scenario.isRecursive && recursion.observations.count == 99)
        #expect(recursion.observations.contains { $0.pods.contains { $0.ready && $0.metricTime == nil } })
        scenario.algorithm = .events
        #expect(Simulation(scenario).observations().observations == recursion.observations)
    }

    @Test("a request that finds no replica wakes Knative's autoscaler at once, and is seen at the activator until then")
    func activator() throws {
        var spec = KPASpec()
        spec.initialScale = 0
        var service = WorkedTimelineTests.service(work: 1)
        service.initialReplicas = 0
        var pipeline = Self.pipeline(scrape: 1, window: 2)
        pipeline.podMetrics = [.init(name: "concurrency", quantity: .concurrency)]
        let run = Self.run(pipeline, service, arrivals: [4.5, 5.25], until: 9, policy: KnativeKPA(spec: spec))
        let launches = run.replicas.map { SimTime(nanoseconds: $0.launchedAt).seconds }
        #expect(launches == [4.5])
        let seen = run.observations.map { ($0.time, $0.podMetrics["concurrency"] ?? [:]) }
        #expect(seen.map(\.0) == [2, 4, 4.5, 6, 8])
        // From 4.5 to 6 one waits for 1.5 and one for 0.75; from then one until 6.5, and both are in the pod until the
        // first is done at 7.5, when the second begins.
        #expect(seen[2].1 == ["activator": 1])
        #expect(seen[3].1 == ["activator": 1.125])
        #expect(seen[4].1 == ["activator": 0.5, "replica-0": 1.25])
    }

    // MARK: Runs

    private static func pipeline(scrape: Double, window: Double? = nil) -> MetricsPipeline {
        MetricsPipeline(
            scrapeInterval: SimTime(seconds: scrape), window: window.map { SimTime(seconds: $0) })
    }

    private static func observations(
        _ pipeline: MetricsPipeline, _ service: ServiceModel = WorkedTimelineTests.service(work: 1),
        arrivals: [Double], until end: Double, every interval: Double = 1
    ) -> [Observation] {
        run(
            pipeline, service, arrivals: arrivals, until: end, policy: Watcher(evaluationIntervalSeconds: interval)
        ).observations
    }

    private static func run(
        _ pipeline: MetricsPipeline, _ service: ServiceModel, arrivals: [Double], until end: Double,
        policy: any ScalingPolicy
    ) -> ControlPlane {
        var engine = EventEngine(
            services: [Service(name: "service", model: service, policy: policy, policyName: "policy")],
            metrics: pipeline,
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(seconds:))))],
            horizon: SimTime(seconds: end), seed: 1, isObserved: true, sink: { _ in OutcomeLog() })
        engine.run()
        return engine.control(of: 0)
    }
}

/// Changes nothing.
private struct Watcher: ScalingPolicy {
    let evaluationIntervalSeconds: Double

    func decide(_ observation: Observation) -> Decision {
        Decision(desired: observation.currentReplicas, reason: "watches")
    }
}

/// One replica and three in turn.
private struct ShakyPolicy: ScalingPolicy {
    let evaluationIntervalSeconds = 3.0

    func decide(_ observation: Observation) -> Decision {
        Decision(desired: Int(observation.time / 9) % 2 == 0 ? 1 : 3, reason: "shaky")
    }
}
