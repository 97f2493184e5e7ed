import Profiles

/// The cases that are followed event by event, which takes several times as long: with a quarter of the requests.
extension TheoryStation {
    var eventQueues: [TheoryCase] {
        TheoryStation(load: load, leastRequests: leastRequests / 4).allEventQueues
    }

    private var allEventQueues: [TheoryCase] {
        [
            lossy(servers: 10, waiting: 0), lossy(servers: 2, waiting: 4),
            sharing("exponential", .exponential(mean: 1)), sharing("constant", .deterministic(value: 1)),
            sharing("gamma, cv² 2.5", .gamma(shape: 0.4, scale: 2.5)),
            sharing("gamma, cv² 2.5", .gamma(shape: 0.4, scale: 2.5), servers: 3),
            setup(servers: 1), setup(servers: 4), setup(servers: nil), delayedOff(servers: 4),
            constantlyDelayedOff, tandem, closedLoop(clients: 20, servers: 2),
        ]
    }

    /// In requests, of a queue that stays short at any load.
    private func shortMemory(servers: Int) -> Double { SteadyStateRun.memory(load: 0.5, servers: servers) }

    /// M/M/c/K.
    private func lossy(servers: Int, waiting: Int) -> TheoryCase {
        let queue = MMcK(
            arrivalRate: load * Double(servers), serviceRate: 1, servers: servers, capacity: servers + waiting)
        return theoryCase(
            "M/M/\(servers)/\(servers + waiting)", .loss, .exponential(mean: 1), servers: servers,
            memory: shortMemory(servers: servers),
            [.init(.lostShare, queue.blocking), .init(.meanTimeInSystem, queue.meanTimeInSystem)]
        ) { $0.service.queueLimit = waiting }
    }

    private func sharing(_ name: String, _ size: Distribution, servers: Int = 1) -> TheoryCase {
        let queue = ProcessorSharing(arrivalRate: load * Double(servers), meanSize: 1, servers: servers)
        return theoryCase(
            "M/G/\(servers)-PS (\(name))", .sharing, size, servers: servers,
            [.init(.meanTimeInSystem, queue.meanTimeInSystem)]
        ) { $0.service.discipline = .processorSharing(cpus: Double(servers)) }
    }

    /// M/M/k/setup; nil for any number of servers, of which four are loaded.
    private func setup(servers: Int?) -> TheoryCase {
        let loaded = servers ?? 4
        let rate = load * Double(loaded)
        let time =
            if let servers {
                MMkSetup(arrivalRate: rate, serviceRate: 1, setupRate: 0.2, servers: servers).meanTimeInSystem
            } else {
                MMInfinitySetup(arrivalRate: rate, serviceRate: 1, setupRate: 0.2).meanTimeInSystem
            }
        return setup("M/M/\(servers.map(String.init) ?? "∞")/setup", servers: servers, rate: rate, time: time)
    }

    /// M/M/k/setup/delayed-off: idle servers stay on for an exponential time, of two services in the mean.
    private func delayedOff(servers: Int) -> TheoryCase {
        let rate = load * Double(servers)
        let queue = MMkSetup(arrivalRate: rate, serviceRate: 1, setupRate: 0.2, servers: servers, idleRate: 0.5)
        return setup(
            "M/M/\(servers)/setup/delayed-off", servers: servers, rate: rate, time: queue.meanTimeInSystem,
            keepAlive: .exponential(mean: 2))
    }

    /// M/M/1/setup whose idle server stays on for exactly two services.
    private var constantlyDelayedOff: TheoryCase {
        let queue = MG1Setup(
            arrivalRate: load, service: ServiceMoments(.exponential(mean: 1)),
            setup: ServiceMoments(.exponential(mean: 5)), idleTime: .deterministic(value: 2))
        return setup(
            "M/M/1/setup/delayed-off (constant)", servers: 1, rate: load, time: queue.meanTimeInSystem,
            keepAlive: .deterministic(value: 2))
    }

    /// A set-up takes five services.
    ///
    /// - Parameters:
    ///   - servers: nil for any number.
    ///   - keepAlive: how long a server without a request stays on.
    private func setup(
        _ model: String, servers: Int?, rate: Double, time: Double,
        keepAlive: Distribution = .deterministic(value: 0)
    ) -> TheoryCase {
        let queue = servers.map { SteadyStateRun.memory(load: load, servers: $0) }
        return theoryCase(
            model, .setup, .exponential(mean: 1), arrivalRate: rate,
            memory: (queue ?? shortMemory(servers: 4)) + 5 * rate, [.init(.meanTimeInSystem, time)]
        ) { scenario in
            scenario.service.boot = .exponential(mean: 5)
            scenario.service.initialReplicas = 0
            scenario.service.concurrencyLimit = 1
            scenario.policy = OnDemandPolicy(
                maxReplicas: servers ?? 100_000, keepAlive: .fixed(keepAlive), cancelsBoots: true)
        }
    }

    /// The second station is twice as quick, with half as many servers.
    private var tandem: TheoryCase {
        let queues = TandemQueues(arrivalRate: 2 * load, stations: [(1, 2), (2, 1)])
        return theoryCase(
            "tandem of M/M/2 and M/M/1", .tandem, .exponential(mean: 1), servers: 2,
            [.init(.meanTimeInSystem, queues.meanTimeInSystem)]
        ) { scenario in
            var second = scenario.services[0]
            second.name = "second"
            second.model.profile.servers = 1
            second.model.profile.occupancy = .exponential(mean: 0.5)
            scenario.service.calls = [Call(service: 1, style: .awaiting)]
            scenario.services.append(second)
        }
    }

    /// Thinking for so long that the servers would have this load if nobody ever waited.
    private func closedLoop(clients: Int, servers: Int) -> TheoryCase {
        let thinkTime = Double(clients) / (load * Double(servers)) - 1
        let loop = FiniteSource(clients: clients, thinkTime: thinkTime, serviceRate: 1, servers: servers)
        return theoryCase(
            "M/M/\(servers)//\(clients)", .closed, .exponential(mean: 1), servers: servers,
            memory: shortMemory(servers: clients),
            [.init(.meanTimeInSystem, loop.meanTimeInSystem)]
        ) { scenario in
            scenario.inflows = []
            scenario.population = ClosedPopulation(users: clients, thinking: .exponential(mean: thinkTime))
        }
    }
}
