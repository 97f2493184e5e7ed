import Profiles

/// A run long enough to show a steady state, without its start: all that the comparison with theory needs of the engine.
package struct SteadyStateRun: Sendable {
    private let scenario: Scenario

    /// - Parameters:
    ///   - memory: requests in which the queue forgets; the run's length grows with it.
    ///   - arrivalRate: requests per second, of the whole service.
    ///   - leastRequests: in a replication, whatever the memory.
    ///   - scenario: of so many seconds; everything but seeds and the warm-up.
    package init(
        memory: Double, arrivalRate: Double, leastRequests: Double = 100_000, scenario: (_ seconds: Double) -> Scenario
    ) {
        // After ten times, e⁻¹⁰ of the empty start is left.
        let warmUp = 10 * memory
        let seconds = max(leastRequests, 11 * warmUp) / arrivalRate
        var scenario = scenario(seconds)
        scenario.seriesStep = SimTime(seconds: seconds / 1000)
        scenario.warmUp = .fixed(SimTime(seconds: warmUp / arrivalRate))
        // Nothing is scaled by measurements, so they are taken once.
        scenario.metrics = MetricsPipeline(scrapeInterval: scenario.duration)
        self.scenario = scenario
    }

    /// Of a replication.
    package var seconds: Double { scenario.duration.seconds }

    /// The figures of each replication, in their order; the same for every number of threads.
    package func replications(_ count: Int, seed: UInt64, threads: Int) -> [[SteadyFigure: Double]] {
        var scenario = scenario
        scenario.seed = seed
        scenario.replications = count
        return Simulation(scenario).run(threads: threads).replications.map { figures in
            [
                .meanWait: figures.waitMeanSeconds, .waitingShare: figures.queuedShare,
                .meanTimeInSystem: figures.latencyMeanSeconds, .lostShare: figures.refusedShare,
            ]
        }
    }
}

extension SteadyStateRun {
    /// The relaxation time of M/M/c, in requests: Cohen, "The Single Server Queue", 2nd ed. 1982; where no queue forms, of
    /// M/M/∞. Services that vary more take longer, in proportion to 1 + cv² (Whitt, "Planning queueing simulations",
    /// Management Science 35 (1989)).
    package static func memory(load: Double, servers: Int, squaredVariation: Double = 1) -> Double {
        precondition(load > 0 && load < 1, "a steady state takes a load below 1")
        let root = 1 - load.squareRoot()
        return load / (root * root) * max(1, (1 + squaredVariation) / 2) + Double(servers)
    }

    /// A single service at a fixed number of replicas, each with its own queue, first come, first served unless `change`
    /// says otherwise.
    ///
    /// - Parameters:
    ///   - arrivalRate: requests per second; by default what makes the load.
    ///   - traffic: by default Poisson arrivals at that rate.
    ///   - memory: by default that of a replica, which sees only its part of the requests.
    package init(
        load: Double, occupancy: Distribution, servers: Int = 1, replicas: Int = 1,
        balancing: Balancing = .roundRobin, arrivalRate: Double? = nil, traffic: TrafficModel? = nil,
        memory: Double? = nil,
        leastRequests: Double = 100_000, _ change: (inout Scenario) -> Void = { _ in }
    ) {
        let service = ServiceMoments(occupancy)
        let arrivalRate = arrivalRate ?? load * Double(servers * replicas) / service.mean
        let own = Self.memory(load: load, servers: servers, squaredVariation: service.squaredVariation)
        self.init(
            memory: memory ?? own * Double(replicas), arrivalRate: arrivalRate, leastRequests: leastRequests
        ) { seconds in
            var scenario = Scenario(
                name: "theory",
                traffic: .model(traffic ?? .poisson(rate: arrivalRate), duration: SimTime(seconds: seconds)),
                service: ServiceModel(
                    profile: ServiceProfile(
                        servers: servers, occupancy: occupancy, delay: .deterministic(value: 0), throughput: []),
                    boot: .deterministic(value: 1), initialReplicas: replicas, balancing: balancing),
                policy: StaticPolicy(replicas: replicas, evaluationIntervalSeconds: seconds), policyName: "static",
                objective: SimTime(seconds: 1))
            change(&scenario)
            return scenario
        }
    }
}
