import Foundation
import Profiles
import ScaleSim
import Testing

/// Closed forms of queueing theory, at fixed seeds.
@Suite struct QueueingTheoryTests {
    @Test("M/M/1: mean time in system is 1/(μ−λ)", arguments: [0.3, 0.7, 0.9])
    func mm1(load: Double) throws {
        let figures = try run(load: load, servers: 1, occupancy: .exponential(mean: 1), requests: 25_000)
        expect(figures.latencyMeanSeconds, equals: 1 / (1 - load), within: load < 0.9 ? 0.03 : 0.1)
        expect(figures.queuedShare, equals: load, within: 0.01)
    }

    @Test("M/M/10 with a load of 8 Erlang: Erlang C")
    func mmc() throws {
        let figures = try run(load: 8, servers: 10, occupancy: .exponential(mean: 1), requests: 25_000)
        expect(figures.queuedShare, equals: 0.409180, within: 0.04)
        expect(figures.waitMeanSeconds, equals: 0.204590, within: 0.08)
    }

    @Test(
        "M/D/1 and M/G/1: Pollaczek–Khinchine",
        arguments: [
            Distribution.deterministic(value: 1), .gamma(shape: 0.5, scale: 2), .weibull(shape: 2, scale: 1),
            .shiftedLognormal(shift: 0.4, mu: -1, sigma: 0.7), .empirical(values: [0.2, 0.4, 2.0]),
        ])
    func pollaczekKhinchine(occupancy: Distribution) throws {
        let rate = 0.7
        let mean = occupancy.mean
        let wait = rate * (occupancy.variance + mean * mean) / (2 * (1 - rate * mean))
        let figures = try run(load: rate, servers: 1, occupancy: occupancy, requests: 25_000)
        expect(figures.waitMeanSeconds, equals: wait, within: 0.08)
        expect(figures.latencyMeanSeconds, equals: wait + mean, within: 0.05)
    }

    @Test("two M/M/1 replicas under random balancing are two independent M/M/1 queues")
    func randomSplit() throws {
        let figures = try run(
            load: 1.2, servers: 1, occupancy: .exponential(mean: 1), requests: 25_000, replicas: 2,
            balancing: .random(draws: 1))
        expect(figures.latencyMeanSeconds, equals: 1 / (1 - 0.6), within: 0.03)
    }

    @Test("the delay is added to every request and holds nothing")
    func delay() throws {
        let with = try run(
            load: 0.5, servers: 1, occupancy: .exponential(mean: 1), requests: 5_000, delay: .deterministic(value: 2))
        let without = try run(load: 0.5, servers: 1, occupancy: .exponential(mean: 1), requests: 5_000)
        #expect(abs(with.latencyMeanSeconds.mean - without.latencyMeanSeconds.mean - 2) < 1e-9)
        #expect(with.waitMeanSeconds == without.waitMeanSeconds)
    }

    /// Twenty replications of a stationary service; `load` is the arrival rate, per second.
    private func run(
        load: Double, servers: Int, occupancy: Distribution, requests: Double, replicas: Int = 1,
        balancing: Balancing = .roundRobin, delay: Distribution = .deterministic(value: 0)
    ) throws -> Figures<Estimate> {
        let duration = requests / load
        let trace = try RateTrace(points: [
            .init(seconds: 0, requestsPerSecond: load), .init(seconds: duration, requestsPerSecond: 0),
        ])
        let profile = ServiceProfile(servers: servers, occupancy: occupancy, delay: delay, throughput: [])
        let scenario = Scenario(
            name: "theory", traffic: .rates(trace),
            service: ServiceModel(
                profile: profile, boot: .deterministic(value: 1), initialReplicas: replicas, balancing: balancing),
            policy: StaticPolicy(replicas: replicas), policyName: "static", objective: SimTime(seconds: 1),
            seed: 20_261_123, replications: 20, seriesStep: SimTime(seconds: duration))
        return Simulation(scenario).run(threads: 2).figures
    }

    /// Within one and a half half-widths of the 95 % interval (99.5 %), and the interval narrow enough to tell.
    private func expect(
        _ estimate: Estimate, equals theory: Double, within relative: Double,
        at location: SourceLocation = #_sourceLocation
    ) {
        let halfWidth = ((estimate.high ?? .nan) - (estimate.low ?? .nan)) / 2
        let distance = abs(estimate.mean - theory)
        #expect(distance < 1.5 * halfWidth, "\(estimate), theory \(theory)", sourceLocation: location)
        #expect(halfWidth < relative * theory, "the interval is too wide to tell", sourceLocation: location)
    }
}
