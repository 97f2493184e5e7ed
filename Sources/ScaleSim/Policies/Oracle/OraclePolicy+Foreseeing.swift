extension OraclePolicy {
    /// An oracle that may have as many replicas as could help in any replication of `scenario`, of one service: those
    /// with which hardly a request would wait at twice the load of the busiest moment (square-root staffing with c = 4),
    /// and one for each request that users can have under way; on nodes, no more than find a place.
    ///
    /// - Parameters:
    ///   - share: of the requests that must meet the objective.
    ///   - bounds: of what other policies do; `maximum` is at least what the oracle may have.
    init(share: Double, foreseeing scenario: Scenario, bounds: ReplicaBounds) {
        let service = scenario.service
        var counted = scenario
        // Requests that come within less than the objective need not be served at once.
        counted.seriesStep = min(scenario.seriesStep, min(SimTime(seconds: 1), max(Self.moment, scenario.objective)))
        let peak = (0..<scenario.replications).map { replication in
            ScenarioOutline(counted, replication: replication).inflows.reduce(0) { $0 + $1.peakRate }
        }.max()
        // Both in servers.
        let load = 2 * (peak ?? 0) / service.requestsPerSecond * service.capacityPerReplica
        let users = Double(scenario.population?.users ?? 0)
        let busy = (load + 4 * load.squareRoot() + users) / service.capacityPerReplica
        var most = max(bounds.maximum, Int(min(Double(Self.mostReplicas), busy.rounded(.up))))
        if let cluster = scenario.cluster { most = min(most, cluster.room(for: service, nodes: cluster.maxNodes)) }
        self.init(
            share: share, bounds: ReplicaBounds(minimum: bounds.minimum, maximum: max(1, most)),
            // A second as in files, and no more than an hour of them, as a plan is made of trials.
            evaluationIntervalSeconds: max(1, (scenario.duration.seconds / 3600).rounded(.up)))
    }

    private static var moment: SimTime { SimTime(seconds: 0.1) }

    /// As in files.
    private static var mostReplicas: Int { 100_000 }
}

extension ClusterModel {
    /// How many replicas of a service find a place on so many nodes.
    func room(for service: ServiceModel, nodes: Int) -> Int {
        let fits = cpuMilli / max(1, service.cpuRequestMilli)
        guard service.memoryMebibytes > 0 else { return nodes * fits }
        return nodes * min(fits, memoryMebibytes / service.memoryMebibytes)
    }
}
