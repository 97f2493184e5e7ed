import Profiles

/// A run long enough to show a steady state, without its start: all that the comparison with theory needs of the engine.
///
/// The simulator starts empty, so the first requests wait less than those that follow. Each replication is therefore run
/// twice on the same random numbers, whole and only as long as the warm-up, and the warm-up's sums are subtracted. The
/// requests of the warm-up are the same in both as long as later arrivals delay no earlier request, as is so for first
/// come, first served.
package struct SteadyStateRun: Sendable {
    /// The scenario of a run of so many seconds.
    private let scenario: @Sendable (_ seconds: Double) -> Scenario
    private let seconds: Double
    private let warmUpSeconds: Double

    /// - Parameters:
    ///   - load: of the bottleneck, less than 1: the run's length grows with the queue's memory.
    ///   - arrivalRate: requests per second, of the whole service.
    ///   - servers: over all replicas.
    ///   - leastRequests: in a replication, whatever the queue's memory.
    package init(
        load: Double, arrivalRate: Double, servers: Int, leastRequests: Double = 100_000,
        scenario: @escaping @Sendable (_ seconds: Double) -> Scenario
    ) {
        precondition(load > 0 && load < 1, "a steady state takes a load below 1")
        self.scenario = scenario
        // Relaxation time of M/M/1, in requests (Cohen, "The Single Server Queue", 2nd ed. 1982); after
        // twenty of them, and twenty services, nothing of the start is left.
        let memory = load / ((1 - load.squareRoot()) * (1 - load.squareRoot()))
        let warmUp = 20 * (memory + Double(servers))
        warmUpSeconds = warmUp / arrivalRate
        seconds = max(leastRequests, 11 * warmUp) / arrivalRate
    }

    /// The figures of each replication, in their order; the same for every number of threads.
    package func replications(_ count: Int, seed: UInt64, threads: Int) -> [[SteadyFigure: Double]] {
        func runs(_ seconds: Double) -> [Figures<Double>] {
            var scenario = scenario(seconds)
            scenario.seed = seed
            scenario.replications = count
            return Simulation(scenario).run(threads: threads).replications
        }
        return zip(runs(seconds), runs(warmUpSeconds)).map(Self.difference)
    }

    private static func difference(_ whole: Figures<Double>, _ warmUp: Figures<Double>) -> [SteadyFigure: Double] {
        func mean(_ value: (Figures<Double>) -> Double, over count: (Figures<Double>) -> Double) -> Double {
            (value(whole) * count(whole) - value(warmUp) * count(warmUp)) / (count(whole) - count(warmUp))
        }
        func answered(_ figures: Figures<Double>) -> Double { figures.requests * (1 - figures.failedShare) }
        return [
            .meanWait: mean(\.waitMeanSeconds, over: answered),
            .waitingShare: mean(\.queuedShare, over: answered),
            .meanTimeInSystem: mean(\.latencyMeanSeconds, over: answered),
            .lostShare: mean(\.failedShare, over: \.requests),
        ]
    }
}

extension SteadyStateRun {
    /// Poisson arrivals at a fixed number of replicas, each with its own queue, first come first served.
    package init(
        load: Double, occupancy: Distribution, servers: Int = 1, replicas: Int = 1,
        balancing: Balancing = .roundRobin, leastRequests: Double = 100_000
    ) {
        let arrivalRate = load * Double(servers * replicas) / ServiceMoments(occupancy).mean
        self.init(
            load: load, arrivalRate: arrivalRate, servers: servers * replicas, leastRequests: leastRequests
        ) { seconds in
            let points = [
                RateTrace.Point(seconds: 0, requestsPerSecond: arrivalRate),
                RateTrace.Point(seconds: seconds, requestsPerSecond: 0),
            ]
            guard let trace = try? RateTrace(points: points) else { preconditionFailure("a run lasts") }
            return Scenario(
                name: "theory", traffic: .rates(trace),
                service: ServiceModel(
                    profile: ServiceProfile(
                        servers: servers, occupancy: occupancy, delay: .deterministic(value: 0), throughput: []),
                    boot: .deterministic(value: 1), initialReplicas: replicas, balancing: balancing),
                // Nothing is scaled, so nothing needs to be evaluated or scraped more than now and then.
                policy: StaticPolicy(replicas: replicas, evaluationIntervalSeconds: seconds), policyName: "static",
                objective: SimTime(seconds: 1), metrics: MetricsPipeline(scrapeInterval: SimTime(seconds: seconds)),
                seriesStep: SimTime(seconds: seconds / 1000))
        }
    }
}
