import Profiles
import ScaleSim
import Testing

@Suite struct OracleTests {
    @Test("a scale is asked for a boot earlier than its replicas are wanted")
    func scale() {
        let plan = CapacityPlan(step: 10, ready: [1, 1, 1, 3, 3, 2, 2, 1])
        // The first launch takes 15, the second 30, more than there is time for.
        #expect(plan.scale { $0 == 0 ? 15 : 40 } == [1, 3, 3, 3, 3, 2, 2, 1])
        #expect(plan.scale { _ in 10 } == [1, 1, 3, 3, 3, 2, 2, 1])
    }

    @Test("a dip shorter than a boot is kept through")
    func dips() {
        let plan = CapacityPlan(step: 1, ready: [2, 5, 3, 2, 5, 1, 1, 1, 1, 4])
        #expect(plan.fillingDips(shorterThan: 3).ready == [2, 5, 5, 5, 5, 1, 1, 1, 1, 4])
        #expect(plan.fillingDips(shorterThan: 2).ready == [2, 5, 3, 3, 5, 1, 1, 1, 1, 4])
        #expect(plan.fillingDips(shorterThan: 1).ready == plan.ready)
    }

    @Test("it meets the objective at less than any constant number, and no less than the work", arguments: 0..<2)
    func cheapest(replication: Int) throws {
        var scenario = Self.wave()
        scenario.policy = OraclePolicy(
            share: 0.95, bounds: .init(minimum: 1, maximum: 20), evaluationIntervalSeconds: 5)
        let oracle = try #require(Simulation(scenario).replicate(replication).first)
        #expect(oracle.figures.overObjectiveShare <= 0.05)
        let work = oracle.figures.requests * scenario.service.profile.occupancy.mean
        #expect(oracle.figures.replicaSeconds > 0.9 * work)
        for replicas in 1...20 {
            var constant = scenario
            constant.policy = StaticPolicy(replicas: replicas)
            constant.service.initialReplicas = replicas
            let result = try #require(Simulation(constant).replicate(replication).first)
            if result.figures.overObjectiveShare <= 0.05 {
                #expect(oracle.figures.replicaSeconds < 0.9 * result.figures.replicaSeconds)
            }
        }
    }

    @Test("where nothing is enough it asks for all there may be")
    func hopeless() throws {
        var scenario = Self.wave()
        scenario.policy = OraclePolicy(share: 1, bounds: .init(minimum: 1, maximum: 2), evaluationIntervalSeconds: 5)
        let result = try #require(Simulation(scenario).replicate(0).first)
        #expect(result.figures.peakReplicas == 2)
    }

    /// Thirty requests at once in the first minute, which all take a second, then one every ten seconds.
    private static func burst() -> Scenario {
        let instants = (0..<30).map { _ in 4.0 } + (6..<12).map { Double($0) * 10 }
        let profile = ServiceProfile(
            servers: 1, occupancy: .deterministic(value: 1), delay: .deterministic(value: 0), throughput: [])
        return Scenario(
            name: "burst",
            traffic: .recorded(instants.map { SimTime(seconds: $0) }, duration: SimTime(seconds: 130)),
            service: ServiceModel(
                profile: profile, boot: .deterministic(value: 2), initialReplicas: 1, balancing: .leastConnections),
            policy: OraclePolicy(
                share: 1, bounds: .init(minimum: 1, maximum: 40), evaluationIntervalSeconds: 1),
            policyName: "oracle", objective: SimTime(seconds: 1.5), replications: 1)
    }

    @Test("requests of the start-up period, which do not count, cost it nothing")
    func startUp() throws {
        var scenario = Self.burst()
        let all = try #require(Simulation(scenario).replicate(0).first)
        #expect(all.figures.peakReplicas == 30 && all.figures.overObjectiveShare == 0)
        scenario.warmUp = .fixed(SimTime(seconds: 50))
        let startUp = StartUpPeriod(seconds: 50, isDetected: false)
        let later = try #require(Simulation(scenario).replicate(0, startUp).first)
        #expect(later.figures.peakReplicas == 1 && later.figures.overObjectiveShare == 0)
    }

    @Test("requests of a start-up period that was detected cost it nothing either, and none of the others is late")
    func detectedStartUp() throws {
        var scenario = Self.burst()
        scenario.warmUp = .detected
        // Nobody waits for an answer in the first four seconds, and everybody for a second later on: MSER-5 cuts there.
        let result = Simulation(scenario).run(threads: 2)
        #expect(result.startUp.seconds == 5)
        #expect(result.replications[0].peakReplicas == 1 && result.replications[0].overObjectiveShare == 0)
    }

    @Test("a replication that is observed follows the plan that it follows in a run")
    func observedRun() throws {
        var scenario = Self.burst()
        scenario.warmUp = .detected
        let simulation = Simulation(scenario)
        let decisions = simulation.run(threads: 2).example.decisions
        #expect(!decisions.isEmpty && simulation.observations().decisions == decisions)
    }

    @Test("it begins with no more replicas than the nodes of the start have room for")
    func nodes() throws {
        var scenario = Self.burst()
        scenario.cluster = ClusterModel(cpuMilli: 4000, memoryMebibytes: .max, initialNodes: 2, maxNodes: 2)
        scenario.service.cpuRequestMilli = 1500
        let result = try #require(Simulation(scenario).replicate(0).first)
        // Two on each.
        #expect((result.series.ready.max() ?? 0) == 4)
        #expect(result.figures.overObjectiveShare > 0)
    }

    private static func wave() -> Scenario {
        let profile = ServiceProfile(
            servers: 1, occupancy: .exponential(mean: 0.2), delay: .deterministic(value: 0), throughput: [])
        let service = ServiceModel(
            profile: profile, boot: .gamma(shape: 4, scale: 3), initialReplicas: 1, balancing: .leastConnections)
        let traffic = TrafficModel.diurnal(Diurnal(mean: 20, amplitude: 18, period: 300, phase: 0))
        return Scenario(
            name: "wave", traffic: .model(traffic, duration: SimTime(seconds: 600)), service: service,
            policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 1.5), replications: 1)
    }
}
