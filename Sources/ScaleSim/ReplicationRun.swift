/// Runs a replication once its arrivals are known.
struct ReplicationRun: ArrivalVisitor {
    let scenario: Scenario
    /// Requests that arrive in this time are not counted in the figures.
    let startUp: SimTime
    let number: Int
    let seed: UInt64

    func visit(_ arrivals: some ArrivalSource) -> [Replication] {
        scenario.isRecursive && scenario.algorithm != .events ? recursion(arrivals) : events([arrivals])
    }

    private func recursion(_ arrivals: some ArrivalSource) -> [Replication] {
        var engine = RecursionEngine(
            service: scenario.service, metrics: scenario.metrics, policy: scenario.policy, arrivals: arrivals,
            horizon: scenario.duration, seed: seed, sink: recorder())
        engine.run()
        return [replication(engine.control, engine.sink, busy: engine.busyNanoseconds)]
    }

    /// - Parameter sources: one for each inflow.
    func events(_ sources: [some ArrivalSource]) -> [Replication] {
        var engine = EventEngine(
            services: scenario.services, metrics: scenario.metrics,
            entries: zip(scenario.inflows, sources).map { .init(service: $0.service, source: $1) },
            population: scenario.population, horizon: scenario.duration, seed: seed, sink: { _ in recorder() })
        engine.run()
        return scenario.services.indices.map { service in
            replication(
                engine.control(of: service), engine.sink(of: service), busy: engine.busyNanoseconds[service])
        }
    }

    private func recorder() -> LatencyRecorder {
        LatencyRecorder(
            objective: scenario.objective, step: scenario.seriesStep, horizon: scenario.duration,
            warmUp: startUp)
    }

    private func replication(_ control: ControlPlane, _ recorder: LatencyRecorder, busy: Int64) -> Replication {
        let history = ReplicaHistory(control.replicas, horizon: scenario.duration)
        return Replication(
            number: number, figures: figures(control, recorder, history, busy: busy), decisions: control.decisions,
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
            coldStarts: Double(control.coldStarts))
    }
}
