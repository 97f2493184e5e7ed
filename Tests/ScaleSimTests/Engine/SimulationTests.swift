import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct SimulationTests {
    @Test("the same scenario and seed give the same bytes, on one thread or several")
    func determinism() throws {
        let scenario = try Self.flashCrowd()
        let bytes = try [1, 2, 4].map { try JSONFormat.encode(Simulation(scenario).run(threads: $0)) }
        #expect(bytes[0] == bytes[1])
        #expect(bytes[0] == bytes[2])
        var other = scenario
        other.seed += 1
        #expect(try JSONFormat.encode(Simulation(other).run(threads: 2)) != bytes[0])
    }

    @Test("two policies see the same requests: with no queueing, the same latencies")
    func commonRandomNumbers() throws {
        var scenario = try Self.flashCrowd()
        scenario.service.profile.servers = 1000
        scenario.policy = StaticPolicy(replicas: 2)
        let two = Simulation(scenario).run(threads: 1)
        scenario.policy = StaticPolicy(replicas: 9)
        scenario.service.balancing = .leastConnections
        let nine = Simulation(scenario).run(threads: 1)
        #expect(two.figures.latencyMeanSeconds == nine.figures.latencyMeanSeconds)
        #expect(two.figures.latencyMaxSeconds == nine.figures.latencyMaxSeconds)
    }

    @Test("a delay that follows the occupancy is at the same quantile, in both engines")
    func delayFollowsOccupancy() {
        let values = [0.001, 0.002, 0.003, 0.008]
        var profile = ServiceProfile(
            servers: 1, occupancy: .empirical(values: values), delay: .empirical(values: values.map { 3 * $0 }),
            throughput: [])
        func latencies(isFollowing: Bool, sharing: Discipline) -> [Double] {
            profile.delayFollowsOccupancy = isFollowing
            var service = ServiceModel(profile: profile, boot: .deterministic(value: 1), initialReplicas: 1)
            service.discipline = sharing
            let instants = (0..<2000).map { SimTime(seconds: 0.1 * Double($0)) }
            let scenario = Scenario(
                name: "test", traffic: .recorded(instants, duration: SimTime(seconds: 200)), service: service,
                policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 1),
                replications: 1)
            return Simulation(scenario).latencies(ofReplication: 0).sorted()
        }
        // Nothing waits, so the latency is four times the occupancy, whose 0.9 quantile is 6.5 ms.
        let together = latencies(isFollowing: true, sharing: .firstComeFirstServed)
        #expect(abs(together[1800] - 4 * 0.0065) < 0.001)
        #expect(abs(together[0] - 0.004) < 1e-4 && abs(together[1999] - 0.032) < 1e-4)
        let apart = latencies(isFollowing: false, sharing: .firstComeFirstServed)
        #expect(apart[1800] < together[1800] - 0.001)
        #expect(latencies(isFollowing: true, sharing: .processorSharing(cpus: 1)) == together)
    }

    @Test("a worked timeline: one replica, three requests, a scale-out, a scale-in")
    func workedTimeline() throws {
        let seconds = [0.5, 0.6, 0.7, 4.2, 4.3, 7.5]
        let scenario = Scenario(
            name: "worked", traffic: .recorded(seconds.map(SimTime.init(seconds:)), duration: SimTime(seconds: 10)),
            service: ServiceModel(
                profile: ServiceProfile(
                    servers: 1, occupancy: .deterministic(value: 1), delay: .deterministic(value: 0.25),
                    throughput: []), boot: .deterministic(value: 2), initialReplicas: 1, balancing: .leastConnections),
            policy: TimetablePolicy(), policyName: "timetable", objective: SimTime(seconds: 2), replications: 1)
        let result = Simulation(scenario).run(threads: 1)
        let figures = result.replications[0]
        // The first starts at 0.5, 1.5 and 2.5 on replica 0. Replica 1 is launched at 1, ready at 3, and takes the
        // request of 4.3 (replica 0 that of 4.2). At 6 replica 1 drains, having nothing to do, and is gone.
        // Latencies 1.25, 2.15, 3.05, 1.25, 1.25, 1.25.
        #expect(figures.requests == 6)
        #expect(abs(figures.latencyMeanSeconds - 10.2 / 6) < 1e-9)
        #expect(figures.latencyMaxSeconds == 3.05)
        #expect(figures.overObjectiveShare == 2.0 / 6)
        #expect(figures.queuedShare == 2.0 / 6)
        #expect(abs(figures.waitMeanSeconds - 2.7 / 6) < 1e-9)
        #expect(figures.replicaSeconds == 10 + 5)
        #expect(figures.peakReplicas == 2)
        #expect(figures.coldStarts == 1)
        let series = result.example.series
        #expect(series.arrived == [3, 0, 0, 0, 2, 0, 0, 1, 0, 0])
        #expect(series.answered == [0, 1, 1, 1, 0, 2, 0, 0, 1, 0])
        #expect(series.ready == [1, 1, 1, 2, 2, 2, 1, 1, 1, 1])
        #expect(series.booting == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
        #expect(series.latencyP50Seconds[0] == 2.15)
        #expect(series.latencyP95Seconds[0] == 3.05)
        #expect(series.latencyP50Seconds[1] == nil)
        #expect(result.example.decisions.map(\.desiredReplicas) == [2, 2, 2, 2, 2, 1, 1, 1, 1])
    }

    @Test("from zero replicas requests wait at the balancer until one is ready, or time out")
    func scaleFromZero() throws {
        let seconds = [0.1, 0.9, 2.9, 3.5]
        let scenario = Scenario(
            name: "zero", traffic: .recorded(seconds.map(SimTime.init(seconds:)), duration: SimTime(seconds: 5)),
            service: ServiceModel(
                profile: ServiceProfile(
                    servers: 4, occupancy: .deterministic(value: 0.1), delay: .deterministic(value: 0), throughput: []),
                boot: .deterministic(value: 2), initialReplicas: 0, requestTimeout: SimTime(seconds: 2.5)),
            policy: TimetablePolicy(), policyName: "timetable", objective: SimTime(seconds: 1), replications: 1)
        let figures = Simulation(scenario).run(threads: 1).replications[0]
        // Ready at 3: the request of 0.1 has given up at 2.6, those of 0.9 and 2.9 take 2.2 and 0.2, that of 3.5 0.1.
        #expect(figures.failedShare == 0.25)
        #expect(figures.overObjectiveShare == 0.5)
        #expect(abs(figures.latencyMeanSeconds - 2.5 / 3) < 1e-9)
    }

    @Test("an HPA follows the flash crowd out and in, at a cost between the static extremes")
    func hpa() throws {
        let scaled = try Simulation(Self.flashCrowd()).run(threads: 2)
        let changes = scaled.example.decisions.map { $0.desiredReplicas - $0.currentReplicas }
        #expect(changes.contains { $0 > 0 })
        #expect(changes.contains { $0 < 0 })
        #expect(scaled.figures.peakReplicas.mean > 3)
        #expect(scaled.figures.replicaSeconds.mean > 150)
        #expect(scaled.figures.replicaSeconds.mean < 8 * 150)
        #expect(scaled.figures.failedShare.mean < 0.01)
    }

    static func flashCrowd() throws -> Scenario {
        let trace = try RateTrace(points: [
            .init(seconds: 0, requestsPerSecond: 20), .init(seconds: 30, requestsPerSecond: 120),
            .init(seconds: 75, requestsPerSecond: 20), .init(seconds: 150, requestsPerSecond: 0),
        ])
        let profile = ServiceProfile(
            servers: 1, occupancy: .gamma(shape: 4, scale: 0.005), delay: .exponential(mean: 0.002), throughput: [])
        var flags = HPAControllerFlags()
        flags.syncPeriodSeconds = 5
        flags.cpuInitializationPeriodSeconds = 0
        flags.downscaleStabilizationSeconds = 20
        return Scenario(
            name: "flash crowd", traffic: .rates(trace),
            service: ServiceModel(
                profile: profile, boot: .shiftedLognormal(shift: 1, mu: -0.5, sigma: 0.5), initialReplicas: 1,
                balancing: .random(draws: 2), requestTimeout: SimTime(seconds: 20), cpuMilli: 250),
            policy: KubernetesHPA(
                spec: HPASpec(maxReplicas: 8, metrics: [.cpuUtilization(percent: 60)]), flags: flags),
            policyName: "hpa", objective: SimTime(seconds: 0.25),
            metrics: MetricsPipeline(scrapeInterval: SimTime(seconds: 5)), replications: 5)
    }
}

/// Two replicas from the first evaluation on, one from the sixth.
private struct TimetablePolicy: ScalingPolicy {
    let evaluationIntervalSeconds = 1.0

    func decide(_ observation: Observation) -> Decision {
        Decision(desired: observation.time < 6 ? 2 : 1, reason: "timetable")
    }
}
