import ScaleSim

/// Scenarios that are to run live.
package enum LiveScenario {
    /// Reads the scenario at `path`.
    ///
    /// - Throws: `badInput` also for what only the simulator does, which a live run would silently leave out.
    package static func read(contentsOf path: String) throws(ScaleSimError) -> Scenario {
        try ScenarioFile.read(contentsOf: path, refusal: refusal)
    }

    /// - Parameter file: what messages call the text's origin, and where relative paths start.
    package static func parse(_ text: String, file: String) throws(ScaleSimError) -> Scenario {
        try ScenarioFile.parse(text, file: file, refusal: refusal)
    }

    /// A client without a time-out would hold a run open for ever.
    package static let longestWaitSeconds = 300.0

    /// The first of what a live run cannot do, nil where it can do all.
    package static func refusal(_ scenario: Scenario) -> ScenarioRefusal? {
        serviceRefusal(scenario) ?? requestRefusal(scenario) ?? policyRefusal(scenario) ?? metricsRefusal(scenario)
            ?? limitRefusal(scenario)
            ?? failureRefusal(scenario) ?? runRefusal(scenario)
    }

    // MARK: What is refused

    /// Of which services there are.
    private static func serviceRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        if scenario.services.count == 1 || scenario.worker != nil { return nil }
        return ScenarioRefusal(
            fields: [["services"]],
            reason: "a live run has the vote page, and maybe its worker, which it calls with `wait: none` and whose "
                + "`concurrency_limit` is 1; leave other services out")
    }

    /// Of how requests come.
    private static func requestRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        let service = scenario.service
        if scenario.population != nil {
            return scenario.refusal(
                entry: "users",
                "a live run sends requests at given times, answered or not; describe them under `traffic` instead")
        }
        if service.retry != nil {
            return scenario.refusal(service: "retry", "a live run sends no request a second time; leave it out")
        }
        if service.requestTimeout == nil || service.requestTimeout ?? .zero > SimTime(seconds: longestWaitSeconds) {
            return scenario.refusal(
                service: "request_timeout", "a live run waits 5min for an answer at most; give a time up to that")
        }
        return nil
    }

    /// Of how many replicas there are.
    private static func policyRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        if scenario.services.contains(where: { $0.policy is OnDemandPolicy }) {
            return scenario.refusal(
                entry: "policy", "a live run launches no replicas by the request; use `static` or `hpa`")
        }
        if scenario.services.contains(where: { $0.policy is OraclePolicy }) {
            return scenario.refusal(
                entry: "policy", "nobody foresees a live run; take another policy than the oracle")
        }
        if let fixed = scenario.policy as? StaticPolicy, fixed.replicas < 1 {
            return scenario.refusal(entry: "policy", "without a replica nothing answers; ask for at least 1")
        }
        return nil
    }

    /// Of what policies see.
    private static func metricsRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        let queues = scenario.metrics.serviceMetrics.filter { $0.quantity == .queueLength }
        let known = scenario.worker == nil ? nil : Scenario.workerNumber
        guard queues.contains(where: { $0.service != known || known == nil }) else { return nil }
        return ScenarioRefusal(
            fields: [["metrics", "external_metrics"], ["metrics", "object_metrics"]],
            reason:
                "live replicas of the vote page get every request at once, so that only the worker's queue can be measured; "
                + "leave queue_length out")
    }

    /// Of how many requests a replica gets.
    private static func limitRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        let service = scenario.service
        if service.balancing == .first {
            return scenario.refusal(
                service: "balancing", "live replicas have no limit up to which `first` fills them; use leastconn")
        }
        let limits: [(key: String, value: Int?)] = [
            ("queue_limit", service.queueLimit), ("concurrency_limit", service.concurrencyLimit),
            ("balancer_queue_limit", service.balancerQueueLimit),
        ]
        if let limit = limits.first(where: { $0.value != nil }) {
            return scenario.refusal(
                service: limit.key, "live replicas get every request, however many they have; leave it out")
        }
        return nil
    }

    /// Of how replicas start and fail.
    private static func failureRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        let service = scenario.service
        if service.warmPool != nil {
            return scenario.refusal(service: "warm_pool", "a live run keeps no replicas in reserve; leave it out")
        }
        if service.failures != FailureRates() {
            return scenario.refusal(service: "failures", "a live run makes nothing fail by chance; leave it out")
        }
        return nil
    }

    /// Of what goes on around the service.
    private static func runRefusal(_ scenario: Scenario) -> ScenarioRefusal? {
        if scenario.cluster != nil {
            return ScenarioRefusal(
                fields: [["nodes"]], reason: "live replicas all run on this machine; leave `nodes` out")
        }
        if scenario.faults.contains(where: { !$0.isCrash }) {
            return ScenarioRefusal(
                fields: [["faults"]],
                reason: "a live run makes replicas crash, and nothing else fail; leave the others out")
        }
        if scenario.warmUp != .fixed(.zero) {
            return ScenarioRefusal(
                fields: [["run", "warm_up"]], reason: "a live run counts its requests from the first on; leave it out")
        }
        return nil
    }
}

extension Scenario {
    /// A refusal of a field of the only service.
    fileprivate func refusal(service key: String, _ reason: String) -> ScenarioRefusal {
        ScenarioRefusal(fields: [["service", key], ["services", services[0].name, key]], reason: reason)
    }

    /// A refusal of what stands beside the only service, or in it where the file has `services`.
    fileprivate func refusal(entry key: String, _ reason: String) -> ScenarioRefusal {
        ScenarioRefusal(fields: [[key], ["services", services[0].name, key]], reason: reason)
    }
}

extension Fault {
    fileprivate var isCrash: Bool {
        if case .crash = kind { return true }
        return false
    }
}

extension Scenario {
    static let workerNumber = 1

    /// The service that takes votes off the queue, where the scenario scales it too.
    package var worker: Service? {
        guard services.count == 2, services[0].model.calls == [Call(service: Self.workerNumber, style: .queued)],
            services[1].model.calls.isEmpty, services[1].model.concurrencyLimit == 1,
            inflows.allSatisfy({ $0.service == 0 })
        else { return nil }
        return services[Self.workerNumber]
    }

    /// How long a client waits for an answer.
    var clientTimeoutSeconds: Double { service.requestTimeout?.seconds ?? LiveScenario.longestWaitSeconds }

    /// What the policy of one service is shown.
    func metrics(of service: Int) -> MetricsPipeline {
        var metrics = metrics
        metrics.objectMetrics.removeAll { $0.service.map { $0 != service } ?? false }
        metrics.externalMetrics.removeAll { $0.service.map { $0 != service } ?? false }
        return metrics
    }

    /// The faults that a live run can make.
    var crashes: [(time: SimTime, replicas: Int)] {
        faults.compactMap { fault in
            if case .crash(_, let replicas) = fault.kind { return (fault.time, replicas) }
            return nil
        }
    }
}
