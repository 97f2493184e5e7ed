import Foundation
import Profiles
import ScaleSim
import Testing

/// Closed forms for what only the engine that follows events can do, at fixed seeds: those that `scalesim theory` does not
/// hold already.
@Suite struct EventTheoryTests {
    @Test("what is refused has failed, and the servers carry the rest")
    func refusals() throws {
        var service = Self.service(servers: 10, occupancy: .exponential(mean: 1))
        service.queueLimit = 0
        let figures = try run(service, load: 8, requests: 16_000)
        #expect(figures.failedShare == figures.refusedShare)
        expect(figures.utilization, equals: 0.8 * (1 - 0.121661), within: 0.016)
    }

    @Test("M/M/1/K with the queue at the balancer")
    func balancerQueue() throws {
        let load = 0.9
        var service = Self.service(occupancy: .exponential(mean: 1))
        service.concurrencyLimit = 1
        service.balancerQueueLimit = 4
        let figures = try run(service, load: load, requests: 16_000)
        let probabilities = (0...5).map { pow(load, Double($0)) * (1 - load) / (1 - pow(load, 6)) }
        let number = probabilities.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        expect(figures.refusedShare, equals: probabilities[5], within: 0.064)
        expect(figures.latencyMeanSeconds, equals: number / (load * (1 - probabilities[5])), within: 0.032)
    }

    @Test("shared CPUs work as much as they are asked to")
    func sharedWork() throws {
        var service = Self.service(occupancy: .gamma(shape: 0.4, scale: 2.5))
        service.discipline = .processorSharing(cpus: 1)
        expect(try run(service, load: 0.7, requests: 16_000).utilization, equals: 0.7, within: 0.032)
    }

    @Test("a concurrency limit of 1 makes a replica under processor sharing first come, first served")
    func limitedSharing() throws {
        var shared = Self.service(occupancy: .exponential(mean: 1))
        shared.discipline = .processorSharing(cpus: 1)
        shared.concurrencyLimit = 1
        let one = try run(shared, load: 0.7, requests: 5_000)
        let other = try run(Self.service(occupancy: .exponential(mean: 1)), load: 0.7, requests: 5_000)
        // A nanosecond a request at most, from the shared clock's rounding.
        #expect(abs(one.latencyMeanSeconds.mean - other.latencyMeanSeconds.mean) < 1e-6)
    }

    @Test("tandem queues: product form, where the second is fed by a queue")
    func tandem() throws {
        var first = Self.service(occupancy: .exponential(mean: 1))
        first.calls = [Call(service: 1, style: .queued)]
        let second = Self.service(occupancy: .exponential(mean: 0.8))
        let load = 0.7
        var scenario = try Self.scenario(first, load: load, requests: 24_000)
        scenario.services.append(
            Service(name: "second", model: second, policy: StaticPolicy(replicas: 1), policyName: "static"))
        let services = try #require(Simulation(scenario).run(threads: 2).services)
        expect(services[1].figures.latencyMeanSeconds, equals: 1 / (1 / 0.8 - load), within: 0.064)
        expect(services[0].figures.latencyMeanSeconds, equals: 1 / (1 - load), within: 0.08)
    }

    @Test("a closed population of M/M/1//N: throughput by the machine-repairman model")
    func closedPopulation() throws {
        let (users, thinking) = (10, 5.0)
        var scenario = try Self.scenario(Self.service(occupancy: .exponential(mean: 1)), load: 1, requests: 8_000)
        scenario.inflows = []
        scenario.population = ClosedPopulation(users: users, thinking: .exponential(mean: thinking))
        let figures = Simulation(scenario).run(threads: 2).figures
        var (weight, total) = (1.0, 1.0)
        for number in 1...users {
            weight *= Double(users - number + 1) / thinking
            total += weight
        }
        let throughput = 1 - 1 / total
        expect(figures.requests, equals: throughput * 8_000, within: 0.016)
        expect(figures.utilization, equals: throughput, within: 0.016)
    }

    // MARK: Scenarios

    static func service(servers: Int = 1, occupancy: Distribution) -> ServiceModel {
        ServiceModel(
            profile: ServiceProfile(
                servers: servers, occupancy: occupancy, delay: .deterministic(value: 0), throughput: []),
            boot: .deterministic(value: 1), initialReplicas: 1)
    }

    static func scenario(_ service: ServiceModel, load: Double, requests: Double) throws -> Scenario {
        var scenario = Scenario(
            name: "theory", traffic: .model(.poisson(rate: load), duration: SimTime(seconds: requests / load)),
            service: service, policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 1),
            seed: 20_261_126,
            replications: 10)
        scenario.seriesStep = scenario.duration
        return scenario
    }

    private func run(_ service: ServiceModel, load: Double, requests: Double) throws -> Figures<Estimate> {
        Simulation(try Self.scenario(service, load: load, requests: requests)).run(threads: 2).figures
    }

    /// Within one and a half half-widths of the 95 % interval (99.2 %), and the interval narrow enough to tell.
    private func expect(
        _ estimate: Estimate, equals theory: Double, within relative: Double,
        at location: SourceLocation = #_sourceLocation
    ) {
        let halfWidth = ((estimate.high ?? .nan) - (estimate.low ?? .nan)) / 2
        #expect(
            abs(estimate.mean - theory) < 1.5 * halfWidth, "\(estimate), theory \(theory)", sourceLocation: location)
        #expect(halfWidth < relative * theory, "the interval is too wide to tell", sourceLocation: location)
    }
}
