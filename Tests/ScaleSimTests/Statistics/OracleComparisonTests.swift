import Foundation
import Profiles
import ScaleSim
import Testing

/// Scenarios as multiples of the possible.
@Suite struct OracleComparisonTests {
    /// A wave of up to 12 requests a second; a replica carries 5.
    private static func wave(_ policy: any ScalingPolicy, replicas: Int) -> ScenarioComparison.System {
        let profile = ServiceProfile(
            servers: 1, occupancy: .exponential(mean: 0.2), delay: .deterministic(value: 0), throughput: [])
        let traffic = TrafficModel.diurnal(Diurnal(mean: 7, amplitude: 5, period: 100, phase: 0))
        let scenario = Scenario(
            name: "wave", traffic: .model(traffic, duration: SimTime(seconds: 200)),
            service: ServiceModel(
                profile: profile, boot: .gamma(shape: 4, scale: 1), initialReplicas: replicas,
                balancing: .leastConnections),
            policy: policy, policyName: "policy", objective: SimTime(seconds: 1.5), seed: 5, replications: 3)
        return ScenarioComparison.System(name: "\(policy) \(replicas)", scenario: scenario)
    }

    private static func constant(_ replicas: Int) -> ScenarioComparison.System {
        wave(StaticPolicy(replicas: replicas), replicas: replicas)
    }

    @Test("totals are divided by those of an oracle on the same requests, and who misses the objective is marked")
    func multiples() throws {
        let systems = [Self.constant(8), Self.constant(1)]
        let comparison = ScenarioComparison(systems, oracle: 0.9)
        #expect(comparison.runCount == 9)
        let result = comparison.run(threads: 2)
        #expect(result.figures.allSatisfy { $0.systems.count == 2 })
        let oracle = try #require(result.oracle)
        #expect(oracle.system == nil && oracle.share == 0.9 && oracle.objectiveLatencySeconds == 1.5)
        #expect(oracle.minReplicas == 1 && oracle.evaluationIntervalSeconds == 1)
        // 12 requests a second are the least that come in the busiest one: ⌈4.8 + 4 √4.8⌉ replicas, of 5 a second.
        #expect((14..<40).contains(oracle.maxReplicas))
        // The same oracle as a scenario of its own.
        var alone = systems[0].scenario
        alone.policy = OraclePolicy(
            share: 0.9, bounds: .init(minimum: 1, maximum: oracle.maxReplicas), evaluationIntervalSeconds: 1)
        let runs = Simulation(alone).run(threads: 2).replications
        #expect(oracle.replicaSeconds == Estimate(runs.map(\.replicaSeconds)))
        #expect(runs.allSatisfy { $0.overObjectiveShare <= 0.1 })
        #expect(oracle.replicationsMissed == 0)
        let total = runs.reduce(0) { $0 + $1.replicaSeconds }
        let (many, one) = (oracle.systems[0], oracle.systems[1])
        // Of 200 s each, in three replications.
        #expect(isClose(try #require(many.multiple).mean, 3 * 8 * 200 / total))
        #expect(isClose(try #require(one.multiple).mean, 3 * 200 / total))
        #expect(many.meetsObjective && many.replicationsMissed == 0)
        #expect(!one.meetsObjective && one.replicationsMissed == 3)
        #expect(one.multiple.map { $0.mean < 1 } == true)
    }

    @Test("a compared oracle is taken in place of another, and is once the possible")
    func itself() throws {
        let policy = OraclePolicy(
            share: 0.9, bounds: .init(minimum: 1, maximum: 12), evaluationIntervalSeconds: 5)
        let systems = [Self.constant(8), Self.wave(policy, replicas: 1)]
        let comparison = ScenarioComparison(systems)
        #expect(comparison.runCount == 6)
        let result = comparison.run(threads: 2)
        let oracle = try #require(result.oracle)
        #expect(oracle.system == systems[1].name && oracle.maxReplicas == 12 && oracle.evaluationIntervalSeconds == 5)
        #expect(oracle.systems[1].multiple == Estimate(mean: 1, low: 1, high: 1))
        #expect(oracle.systems[1].meetsObjective)
        #expect(oracle.systems[0].multiple.map { $0.mean > 1 } == true)
        // Asked for as well, it is not run twice.
        #expect(ScenarioComparison(systems, oracle: 0.9).run(threads: 1).oracle == oracle)
    }

    @Test("where the objective is impossible nothing is a multiple of the possible")
    func hopeless() throws {
        var systems = [Self.constant(2), Self.constant(3)]
        for index in systems.indices { systems[index].scenario.service.profile.delay = .deterministic(value: 2) }
        let oracle = try #require(ScenarioComparison(systems, oracle: 0.5).run(threads: 2).oracle)
        #expect(oracle.replicationsMissed == 3 && oracle.replicaSeconds == nil)
        #expect(oracle.systems.allSatisfy { $0.multiple == nil && !$0.meetsObjective })
    }

    @Test("the oracle goes to nothing where another does")
    func zero() throws {
        let systems = [Self.constant(8), Self.constant(0)]
        let oracle = try #require(ScenarioComparison(systems, replications: 2, oracle: 0.9).run(threads: 2).oracle)
        #expect(oracle.minReplicas == 0)
    }

    @Test("several services have no oracle, and two oracles no common share")
    func refusals() throws {
        var several = Self.constant(2)
        several.scenario.services.append(several.scenario.services[0])
        #expect(ScenarioComparison.refusal(ofOracle: 0.9, beside: several)?.contains("has 2 services") == true)
        let policy = OraclePolicy(share: 0.8, bounds: .init(minimum: 1, maximum: 2), evaluationIntervalSeconds: 5)
        let other = Self.wave(policy, replicas: 1)
        #expect(ScenarioComparison.refusal(ofOracle: 0.9, beside: other)?.contains("share 0.8") == true)
        #expect(ScenarioComparison.refusal(ofOracle: 0.8, beside: other) == nil)
        #expect(ScenarioComparison.refusal(ofOracle: 0.9, beside: Self.constant(2)) == nil)
    }

    @Test("the oracle's section is the same on any number of threads, and survives its JSON")
    func json() throws {
        let comparison = ScenarioComparison([Self.constant(8), Self.constant(4)], replications: 2, oracle: 0.9)
        let result = comparison.run(threads: 1)
        #expect(result == comparison.run(threads: 3))
        let data = try JSONFormat.encode(result)
        #expect(try JSONFormat.decode(ComparedScenarios.self, from: data) == result)
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let section = try #require(root["oracle"] as? [String: Any])
        #expect(
            Set(section.keys) == [
                "share", "objective_latency_seconds", "min_replicas", "max_replicas", "evaluation_interval_seconds",
                "replica_seconds", "over_objective_share", "replications_missed", "systems",
            ])
    }
}
