import Dispatch
import Synchronization

/// Runs the replications of a scenario, which are independent of each other, over threads.
public struct Simulation: Sendable {
    public let scenario: Scenario

    /// The scenario's values must make sense; `ScenarioFile` sees to that for values that come from outside.
    public init(_ scenario: Scenario) {
        precondition(scenario.replications > 0, "a simulation has at least one replication")
        precondition(scenario.duration > .zero, "a simulation lasts")
        self.scenario = scenario
    }

    /// Runs all replications; the result is the same for every number of threads.
    ///
    /// - Parameter onReplication: called after each replication with the number of those done, on any thread.
    public func run(
        threads: Int, onReplication: @Sendable (Int) -> Void = { _ in }
    ) -> SimulationResult {
        let count = scenario.replications
        let figures = Mutex([Figures<Double>?](repeating: nil, count: count))
        let example = Mutex<Replication?>(nil)
        let progress = Mutex((next: 0, done: 0))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while let number = progress.withLock({ Self.take(&$0.next, of: count) }) {
                let replication = replicate(number)
                figures.withLock { $0[number] = replication.figures }
                if number == 0 { example.withLock { $0 = replication } }
                onReplication(
                    progress.withLock {
                        $0.done += 1
                        return $0.done
                    })
            }
        }
        guard let first = example.withLock({ $0 }) else { preconditionFailure("replication 0 was run") }
        return result(figures.withLock { $0.compactMap(\.self) }, example: first)
    }

    private static func take(_ next: inout Int, of count: Int) -> Int? {
        guard next < count else { return nil }
        defer { next += 1 }
        return next
    }

    private func result(_ runs: [Figures<Double>], example: Replication) -> SimulationResult {
        SimulationResult(
            scenario: scenario.name, policy: scenario.policyName, seed: scenario.seed,
            durationSeconds: scenario.duration.seconds, objectiveLatencySeconds: scenario.objective.seconds,
            figures: Figures(runs), replications: runs, example: example)
    }
}

// MARK: One replication

extension Simulation {
    package func replicate(_ number: Int) -> Replication {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        let run = ReplicationRun(simulation: self, number: number, seed: seed)
        return scenario.arrivals(replicationSeed: seed, to: run)
    }

    /// Runs a replication once its arrivals are known.
    private struct ReplicationRun: ArrivalVisitor {
        let simulation: Simulation
        let number: Int
        let seed: UInt64

        func visit(_ arrivals: some ArrivalSource) -> Replication {
            simulation.run(number, arrivals: arrivals, seed: seed)
        }
    }

    private func run(_ number: Int, arrivals: some ArrivalSource, seed: UInt64) -> Replication {
        var engine = RecursionEngine(
            service: scenario.service, metrics: scenario.metrics, policy: scenario.policy, arrivals: arrivals,
            horizon: scenario.duration, seed: seed,
            sink: LatencyRecorder(
                objective: scenario.objective, step: scenario.seriesStep, horizon: scenario.duration))
        engine.run()
        let history = ReplicaHistory(engine.control.replicas, horizon: scenario.duration)
        return Replication(
            number: number, figures: figures(engine.sink, history, coldStarts: engine.control.coldStarts),
            decisions: engine.control.decisions, series: TimeSeries(engine.sink.series, history))
    }

    private func figures(_ recorder: LatencyRecorder, _ history: ReplicaHistory, coldStarts: Int) -> Figures<Double> {
        func share(_ part: Int64, of whole: Int64) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
        return Figures(
            requests: Double(recorder.requests), failedShare: share(recorder.failed, of: recorder.requests),
            overObjectiveShare: share(recorder.overObjective, of: recorder.requests),
            latencyMeanSeconds: recorder.meanLatency, latencyP50Seconds: recorder.latency(quantile: 0.5),
            latencyP90Seconds: recorder.latency(quantile: 0.9), latencyP95Seconds: recorder.latency(quantile: 0.95),
            latencyP99Seconds: recorder.latency(quantile: 0.99),
            latencyMaxSeconds: SimTime(nanoseconds: recorder.longestLatency).seconds,
            waitMeanSeconds: recorder.meanWait, queuedShare: share(recorder.queued, of: recorder.answered),
            replicaSeconds: history.replicaSeconds, peakReplicas: Double(history.peak),
            coldStarts: Double(coldStarts))
    }
}
