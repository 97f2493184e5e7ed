import Profiles

extension TheoryCase {
    /// What the simulator is held to. Services take a second in the mean, so times are in mean services.
    ///
    /// - Parameter leastRequests: in a replication; fewer are quicker, and tell less.
    package static func list(leastRequests: Double = 100_000) -> [TheoryCase] {
        [0.5, 0.8, 0.95].flatMap { load in
            let station = TheoryStation(load: load, leastRequests: leastRequests)
            return station.queues + station.eventQueues
        }
    }
}

/// The cases of one load: those that the recursion computes.
struct TheoryStation {
    let load: Double
    let leastRequests: Double

    var queues: [TheoryCase] {
        [1, 2, 10].map(exponential) + [1, 4, 10].map(constant)
            + [
                general("gamma, cv² 2", .gamma(shape: 0.5, scale: 2)),
                general("Weibull, shape 2", .weibull(shape: 2, scale: 1.1283791670955126)),
                general("lognormal, cv² 1.4", .shiftedLognormal(shift: 0.2, mu: -0.7970, sigma: 1.0713)),
                general("measured values", .empirical(values: [0.2, 0.4, 0.8, 3.4])),
                general(
                    "two modes",
                    .mixture(weight: 0.8, first: Lognormal(mu: -0.7, sigma: 0.2), second: Lognormal(mu: 1, sigma: 0.3))),
                approximate("M/G/4 (cv² 2)", servers: 4, service: .gamma(shape: 0.5, scale: 2)),
                approximate(
                    "G/G/2 (cv² 0.5 and 0.5)", servers: 2, gaps: .gamma(shape: 2, scale: 0.5),
                    service: .gamma(shape: 2, scale: 0.5)),
                randomSplit(replicas: 3),
            ]
    }

    private func exponential(servers: Int) -> TheoryCase {
        let queue = MMc(arrivalRate: load * Double(servers), serviceRate: 1, servers: servers)
        return theoryCase(
            "M/M/\(servers)", .exponential, .exponential(mean: 1), servers: servers,
            [
                .init(.meanWait, queue.meanWait), .init(.waitingShare, queue.waitingProbability),
                .init(.meanTimeInSystem, queue.meanTimeInSystem),
            ])
    }

    private func constant(servers: Int) -> TheoryCase {
        let queue = MDc(arrivalRate: load * Double(servers), serviceTime: 1, servers: servers)
        return theoryCase(
            "M/D/\(servers)", .constant, .deterministic(value: 1), servers: servers,
            [.init(.meanWait, queue.meanWait), .init(.waitingShare, queue.waitingProbability)])
    }

    private func general(_ name: String, _ occupancy: Distribution) -> TheoryCase {
        let service = ServiceMoments(occupancy)
        let queue = MG1(arrivalRate: load / service.mean, service: service)
        return theoryCase(
            "M/G/1 (\(name))", .general, occupancy,
            [.init(.meanWait, queue.meanWait), .init(.waitingShare, queue.waitingProbability)])
    }

    /// Allen and Cunneen's formula is off by up to a tenth at these variations, by more at a low load.
    ///
    /// - Parameter gaps: between arrivals, with a mean of a second; scaled to the load. By default exponential.
    private func approximate(
        _ name: String, servers: Int, gaps: Distribution = .exponential(mean: 1), service: Distribution
    ) -> TheoryCase {
        let rate = load * Double(servers)
        let queue = GGc(
            arrivalRate: rate, serviceMean: 1, servers: servers,
            arrivalVariation: ServiceMoments(gaps).squaredVariation,
            serviceVariation: ServiceMoments(service).squaredVariation)
        return theoryCase(
            name, .approximate, service, servers: servers, traffic: .renewal(interval: gaps.scaled(by: 1 / rate)),
            [.init(.meanWait, queue.meanWait, band: load < 0.6 ? 0.3 : 0.1)])
    }

    private func randomSplit(replicas: Int) -> TheoryCase {
        let queue = MMc(arrivalRate: load, serviceRate: 1)
        return theoryCase(
            "\(replicas) × M/M/1 by random split", .exponential, .exponential(mean: 1), replicas: replicas,
            balancing: .random(draws: 1),
            [.init(.meanWait, queue.meanWait), .init(.waitingShare, queue.waitingProbability)])
    }

    /// - Parameter change: what makes the scenario other than replicas that serve first come, first served.
    func theoryCase(
        _ model: String, _ family: TheoryFamily, _ occupancy: Distribution, servers: Int = 1, replicas: Int = 1,
        balancing: Balancing = .roundRobin, arrivalRate: Double? = nil, traffic: TrafficModel? = nil,
        memory: Double? = nil,
        _ claims: [TheoryCase.Claim], _ change: (inout Scenario) -> Void = { _ in }
    ) -> TheoryCase {
        TheoryCase(
            model, family: family, load: load,
            SteadyStateRun(
                load: load, occupancy: occupancy, servers: servers, replicas: replicas, balancing: balancing,
                arrivalRate: arrivalRate, traffic: traffic, memory: memory, leastRequests: leastRequests, change),
            claims)
    }
}
