import Dispatch
import Synchronization

/// Runs the replications of a scenario, which are independent of each other, over threads.
public struct Simulation: Sendable {
    public let scenario: Scenario

    /// The scenario's values must make sense; `ScenarioFile` sees to that for values that come from outside.
    public init(_ scenario: Scenario) {
        precondition(scenario.replications > 0, "a simulation has at least one replication")
        precondition(scenario.duration > .zero, "a simulation lasts")
        precondition(scenario.algorithm != .recursion || scenario.isRecursive, "the recursion can compute the scenario")
        self.scenario = scenario
    }

    /// Runs all replications; the result is the same for every number of threads.
    ///
    /// - Parameter onReplication: called after each replication with the number of those done, on any thread.
    public func run(
        threads: Int, onReplication: @Sendable (Int) -> Void = { _ in }
    ) -> SimulationResult {
        let count = scenario.replications
        let figures = Mutex([[Figures<Double>]](repeating: [], count: count))
        let example = Mutex<[Replication]>([])
        let progress = Mutex((next: 0, done: 0))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while let number = progress.withLock({ Self.take(&$0.next, of: count) }) {
                let replications = replicate(number)
                figures.withLock { $0[number] = replications.map(\.figures) }
                if number == 0 { example.withLock { $0 = replications } }
                onReplication(
                    progress.withLock {
                        $0.done += 1
                        return $0.done
                    })
            }
        }
        return result(figures.withLock { $0 }, examples: example.withLock { $0 })
    }

    private static func take(_ next: inout Int, of count: Int) -> Int? {
        guard next < count else { return nil }
        defer { next += 1 }
        return next
    }

    /// - Parameters:
    ///   - runs: by replication and service.
    ///   - examples: by service.
    private func result(_ runs: [[Figures<Double>]], examples: [Replication]) -> SimulationResult {
        let services = zip(scenario.services, examples).enumerated().map { number, pair in
            let figures = runs.map { $0[number] }
            return ServiceResult(
                name: pair.0.name, policy: pair.0.policyName, figures: Figures(figures), replications: figures,
                example: pair.1)
        }
        return SimulationResult(
            scenario: scenario.name, policy: scenario.policyName, seed: scenario.seed,
            durationSeconds: scenario.duration.seconds, warmUpSeconds: scenario.warmUp.seconds,
            objectiveLatencySeconds: scenario.objective.seconds, figures: services[0].figures,
            replications: services[0].replications, example: services[0].example,
            services: services.count > 1 ? services : nil)
    }
}

// MARK: One replication

extension Simulation {
    /// Runs one replication.
    ///
    /// - Returns: what each service did.
    package func replicate(_ number: Int) -> [Replication] {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        let run = ReplicationRun(scenario: scenario, number: number, seed: seed)
        if scenario.inflows.count == 1 { return scenario.arrivals(of: 0, replicationSeed: seed, to: run) }
        // Each through a box, since their types may differ.
        let sources = scenario.inflows.indices.map {
            scenario.arrivals(of: $0, replicationSeed: seed, to: ArrivalBoxing())
        }
        return run.events(sources)
    }
}

/// Runs a replication once its arrivals are known.
private struct ReplicationRun: ArrivalVisitor {
    let scenario: Scenario
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
            warmUp: scenario.warmUp)
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
