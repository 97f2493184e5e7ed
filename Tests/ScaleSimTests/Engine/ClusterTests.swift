import Profiles
import ScaleSim
import Testing

/// Nodes, warm pools, faults by schedule and what it all costs, worked by hand; seconds throughout.
@Suite struct ClusterTests {
    @Test("a replica without a place waits for a node, which the pool asks for at its next scan")
    func pool() {
        // Room for one replica a node. The second is launched at 1, sees a node asked for at 10 and ready at 40, and
        // boots for 2.
        let run = Self.run(
            ClusterModel(
                cpuMilli: 1000, memoryMebibytes: .max, initialNodes: 1, maxNodes: 3, boot: .deterministic(value: 30)),
            policy: Steps([(0, 2)]))
        #expect(run.control(of: 0).replicas.map(\.readyAt) == [-3600, 42].map(Self.nanoseconds))
        #expect(run.nodeTimes.map(\.launchedAt) == [0, 10].map(Self.nanoseconds))
    }

    @Test("the pool grows no further than it may, and asks for no node twice")
    func largestPool() {
        let run = Self.run(
            ClusterModel(
                cpuMilli: 2000, memoryMebibytes: .max, initialNodes: 1, maxNodes: 3, boot: .deterministic(value: 25)),
            policy: Steps([(0, 9)]))
        // Two on the first node, four on two more that are asked for at 10, though the scan at 20 sees them missing
        // still; three have no place.
        #expect(run.nodeTimes.map(\.launchedAt) == [0, 10, 10].map(Self.nanoseconds))
        #expect(run.control(of: 0).replicas.count { $0.readyAt != nil } == 6)
    }

    @Test("a node that has been idle goes, the initial ones stay; a replica's end makes room for one that waits")
    func shrinking() {
        var model = ClusterModel(
            cpuMilli: 1000, memoryMebibytes: .max, initialNodes: 1, maxNodes: 2, boot: .deterministic(value: 5))
        model.idleTimeout = SimTime(seconds: 20)
        // Three wanted until 50, one from then on: the one on the second node ends at 50, one had no place.
        let run = Self.run(model, policy: Steps([(0, 3), (50, 1)]))
        #expect(run.nodeTimes.map(\.goneAt) == [nil, Self.nanoseconds(70)])
        let freed = Self.run(
            ClusterModel(cpuMilli: 2000, memoryMebibytes: .max, initialNodes: 1),
            policy: Steps([(0, 3), (50, 1), (60, 2)]))
        #expect(freed.control(of: 0).replicas.compactMap(\.readyAt).map { $0 / 1_000_000_000 } == [-3600, 3, 62])
    }

    @Test("replicas are spread over the nodes, or packed onto few", arguments: ClusterModel.Placement.allCases)
    func placement(placement: ClusterModel.Placement) {
        // A node fails at 20: the oldest, which has half of the replicas when spread, all when packed.
        let model = ClusterModel(cpuMilli: 4000, memoryMebibytes: .max, initialNodes: 2, placement: placement)
        let run = Self.run(model, policy: Steps([(0, 4)]), faults: [Fault(at: SimTime(seconds: 20), .node)])
        let lost = run.control(of: 0).replicas.count { $0.goneAt != nil }
        #expect(lost == (placement == .spread ? 2 : 4))
        #expect(run.control(of: 0).replicas.count { $0.state == .ready } == 4)
    }

    @Test("memory limits a node as CPU does")
    func memory() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.memoryMebibytes = 600
        let run = Self.run(
            ClusterModel(cpuMilli: 64_000, memoryMebibytes: 1024, initialNodes: 2), service: service,
            policy: Steps([(0, 3)]))
        #expect(run.control(of: 0).replicas.count { $0.readyAt != nil } == 2)
    }

    @Test("boots slow each other down on a node as the profile's surface says")
    func surface() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.bootSurface = [(1, 2.0), (2, 3), (4, 5)].map { concurrent, seconds in
            BootSurfacePoint(
                cache: "warm", concurrent: concurrent, resident: 0, distribution: .deterministic(value: seconds),
                trials: 10, censored: 0)
        }
        // Four at once on one node: the first boots alone, the second beside one, the third and fourth beside more.
        let run = Self.run(
            ClusterModel(cpuMilli: 8000, memoryMebibytes: .max, initialNodes: 1), service: service,
            policy: Steps([(0, 5)]))
        #expect(run.control(of: 0).replicas.dropFirst().map(\.readyAt) == [3, 4, 6, 6].map(Self.nanoseconds))
        // On the one host that was measured each of four that are launched at once boots beside three, and the fifth beside none.
        let host = Self.run(nil, service: service, policy: Steps([(0, 5), (20, 6)]), host: .measured)
        #expect(host.control(of: 0).replicas.dropFirst().map(\.readyAt) == [6, 6, 6, 6, 22].map(Self.nanoseconds))
    }

    @Test("a boot slows replicas that use all of their CPU limit, on the host that was measured")
    func bootSlowdown() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.profile.cpuLimit = CPULimit(cpus: 0.5)
        service.profile.bootSlowdown = 0.2
        // Three seconds of work, and one more that comes while the second replica boots.
        let busy = Array(repeating: 0.5, count: 300) + (0..<100).map { 1.5 + Double($0) * 0.001 }
        func end(_ arrivals: [Double], _ service: ServiceModel, host: SharedHost? = .measured) -> Double {
            let run = Self.run(nil, service: service, arrivals: arrivals, policy: Steps([(0, 1), (1, 2)]), host: host)
            return Double(run.sink(of: 0).outcomes.map(\.end).max() ?? 0) * 1e-9
        }
        let alone = end(busy, service, host: nil)
        // Two seconds of boot at half a CPU, of which it costs a fifth.
        #expect(abs(end(busy, service) - alone - 0.2 * 2) < 0.1)
        let idle = [0.5, 1.5]
        #expect(end(idle, service) == end(idle, service, host: nil), "who has CPU time left loses none")
        service.profile.bootSlowdown = nil
        #expect(end(busy, service) == alone)
    }

    @Test("a warm pool gives replicas at once, and boots those that it gave anew")
    func warmPool() {
        var service = WorkedTimelineTests.service(work: 0.01)
        service.warmPool = WarmPool(size: 2, start: .deterministic(value: 0.5))
        // Four more at 1: two from the pool, two booted for 2. One more at 10, from the pool that is full again.
        let run = Self.run(nil, service: service, policy: Steps([(0, 5), (10, 6)]))
        #expect(run.control(of: 0).replicas.dropFirst().map(\.readyAt) == [1.5, 1.5, 3, 3, 10.5].map(Self.nanoseconds))
        #expect(run.warmStarts(of: 0) == 3)
    }

    @Test("faults by schedule: a crash is replaced, slow work and boots take their factor for its time")
    func faults() {
        let crash = Self.run(
            nil, policy: Steps([(0, 3)]),
            faults: [Fault(at: SimTime(seconds: 10), .crash(service: 0, replicas: 2))])
        #expect(
            crash.control(of: 0).replicas.map(\.goneAt) == [10, 10, nil, nil, nil].map { $0.map(Self.nanoseconds) })
        #expect(crash.control(of: 0).replicas[3].readyAt == Self.nanoseconds(12))
        let slow = Self.run(
            nil, service: WorkedTimelineTests.service(work: 1), arrivals: [1, 5, 20],
            policy: Steps([(0, 1), (6, 2), (21, 3)]),
            faults: [
                Fault(at: SimTime(seconds: 4), .slow(service: 0, factor: 3, duration: SimTime(seconds: 10)))
            ])
        #expect(slow.sink(of: 0).outcomes.map { $0.end - $0.arrival } == [1, 3, 1].map(Self.nanoseconds))
        #expect(slow.control(of: 0).replicas.dropFirst().map(\.readyAt) == [12, 23].map(Self.nanoseconds))
    }

    @Test("times are billed from launch to end, at least the minimum, in whole units")
    func prices() {
        var prices = Prices()
        prices.replicaSecond = 2
        prices.gibibyteSecond = 1
        prices.request = 0.5
        prices.nodeHour = 3600
        prices.minimumBilling = SimTime(seconds: 60)
        prices.billingUnit = SimTime(seconds: 10)
        var short = Replica(launchedAt: Self.nanoseconds(5))
        short.goneAt = Self.nanoseconds(6)
        var long = Replica(launchedAt: Self.nanoseconds(-3600))
        long.goneAt = Self.nanoseconds(61)
        let lasting = Replica(launchedAt: Self.nanoseconds(10))
        // 60, 70 and 90 seconds, at 2 and half a GiB; then ten requests.
        let cost = prices.cost(
            of: [short, long, lasting], memoryMebibytes: 512, requests: 10, horizon: SimTime(seconds: 95))
        #expect(cost == 220 * 2.5 + 5)
        let nodes = [(launchedAt: Self.nanoseconds(0), goneAt: nil), (Self.nanoseconds(20), Self.nanoseconds(95))]
        #expect(prices.cost(ofNodes: nodes, horizon: SimTime(seconds: 100)) == 100 + 80)
    }

    // MARK: Runs

    private static func nanoseconds(_ seconds: Double) -> Int64 { SimTime(seconds: seconds).nanoseconds }

    private static func run(
        _ cluster: ClusterModel?, service: ServiceModel = WorkedTimelineTests.service(work: 0.01),
        arrivals: [Double] = [], policy: Steps, faults: [Fault] = [], host: SharedHost? = nil
    ) -> EventEngine<RecordedArrivals, CountingLog> {
        var engine = EventEngine(
            services: [Service(name: "service", model: service, policy: policy, policyName: "steps")],
            metrics: MetricsPipeline(),
            entries: [.init(service: 0, source: RecordedArrivals(arrivals.map(SimTime.init(seconds:))))],
            cluster: cluster, host: host, faults: faults, horizon: SimTime(seconds: 100), seed: 1,
            sink: { _ in CountingLog() })
        engine.run()
        return engine
    }
}

/// Evaluated once a second: so many replicas from each time on.
private struct Steps: ScalingPolicy {
    let evaluationIntervalSeconds = 1.0
    private let steps: [(time: Double, replicas: Int)]

    init(_ steps: [(Double, Int)]) { self.steps = steps.map { (time: $0.0, replicas: $0.1) } }

    func decide(_ observation: Observation) -> Decision {
        Decision(desired: steps.last { $0.time <= observation.time }?.replicas ?? 0, reason: "steps")
    }
}
