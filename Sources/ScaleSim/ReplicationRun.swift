/// Runs a replication once its arrivals are known.
struct ReplicationRun: EngineRun {
    let scenario: Scenario
    /// Requests that arrive in this time are not counted in the figures.
    let startUp: SimTime
    let number: Int
    let seed: UInt64

    func visit(_ arrivals: some ArrivalSource) -> [Replication] {
        scenario.usesRecursion ? recursion(arrivals) : events([arrivals])
    }

    private func recursion(_ arrivals: some ArrivalSource) -> [Replication] {
        var engine = scenario.recursionEngine(arrivals, seed: seed, sink: recorder())
        engine.run()
        return [replication(engine.control, engine.sink, busy: engine.busyNanoseconds)]
    }

    /// - Parameter sources: one for each inflow.
    func events(_ sources: [some ArrivalSource]) -> [Replication] {
        var engine = scenario.eventEngine(sources, seed: seed) { _ in recorder() }
        engine.run()
        return scenario.services.indices.map { service in
            replication(
                engine.control(of: service), engine.sink(of: service), busy: engine.busyNanoseconds[service],
                warmStarts: engine.warmStarts(of: service), nodes: service == 0 ? engine.nodeTimes : [])
        }
    }

    private func recorder() -> LatencyRecorder {
        LatencyRecorder(
            objective: scenario.objective, step: scenario.seriesStep, horizon: scenario.duration,
            warmUp: startUp)
    }

    /// - Parameters:
    ///   - busy: Work done within the run, in server-nanoseconds.
    ///   - nodes: Launch and end of each, for the service that they are charged to.
    private func replication(
        _ control: ControlPlane, _ recorder: LatencyRecorder, busy: Int64, warmStarts: Int = 0,
        nodes: [(launchedAt: Int64, goneAt: Int64?)] = []
    ) -> Replication {
        let history = ReplicaHistory(control.replicas, horizon: scenario.duration)
        var figures = figures(control, recorder, history, busy: busy)
        figures.coldStarts -= Double(warmStarts)
        figures.warmStarts = Double(warmStarts)
        let horizon = scenario.duration.nanoseconds
        figures.nodeSeconds = nodes.reduce(0) { $0 + Double(min($1.goneAt ?? horizon, horizon) - $1.launchedAt) / 1e9 }
        figures.cost =
            scenario.prices.cost(
                of: control.replicas, memoryMebibytes: control.service.memoryMebibytes,
                requests: recorder.allRequests, horizon: scenario.duration)
            + scenario.prices.cost(ofNodes: nodes, horizon: scenario.duration)
        return Replication(
            number: number, figures: figures, decisions: control.decisions,
            series: TimeSeries(recorder.series, history))
    }

    private func figures(
        _ control: ControlPlane, _ recorder: LatencyRecorder, _ history: ReplicaHistory, busy: Int64
    ) -> Figures<Double> {
        func share(_ part: Int64, of whole: Int64) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
        let capacity = history.servingSeconds * control.service.capacityPerReplica
        return Figures(
            requests: Double(recorder.requests), failedShare: share(recorder.failed, of: recorder.requests),
            refusedShare: share(recorder.refused, of: recorder.requests),
            overObjectiveShare: share(recorder.overObjective, of: recorder.requests),
            latencyMeanSeconds: recorder.meanLatency, latencyP50Seconds: recorder.latency(quantile: 0.5),
            latencyP90Seconds: recorder.latency(quantile: 0.9), latencyP95Seconds: recorder.latency(quantile: 0.95),
            latencyP99Seconds: recorder.latency(quantile: 0.99),
            latencyMaxSeconds: SimTime(nanoseconds: recorder.longestLatency).seconds,
            waitMeanSeconds: recorder.meanWait, queuedShare: share(recorder.queued, of: recorder.answered),
            utilization: capacity == 0 ? 0 : min(1, Double(busy) / 1e9 / capacity),
            replicaSeconds: history.replicaSeconds, peakReplicas: Double(history.peak),
            coldStarts: Double(control.coldStarts),
            warmStarts: 0, nodeSeconds: 0, cost: 0)
    }
}
