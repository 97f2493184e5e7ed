/// What is done with a run of a scenario once its arrivals are known.
protocol EngineRun: ArrivalVisitor {
    /// - Parameter sources: one for each inflow.
    func events(_ sources: [some ArrivalSource]) -> Outcome
}

extension Scenario {
    /// Whether runs are computed by recursion.
    var usesRecursion: Bool { isRecursive && algorithm != .events }

    /// - Parameter isObserved: whether the engine keeps what policies see.
    func recursionEngine<Arrivals: ArrivalSource, Sink: RequestSink>(
        _ arrivals: Arrivals, seed: UInt64, isObserved: Bool = false, sink: Sink
    ) -> RecursionEngine<Arrivals, Sink> {
        RecursionEngine(
            service: service, metrics: metrics, policy: policy, arrivals: arrivals, horizon: duration, seed: seed,
            isObserved: isObserved, sink: sink)
    }

    /// - Parameters:
    ///   - sources: one for each inflow.
    ///   - isObserved: whether the engine keeps what policies see.
    ///   - sink: for each service, by its number.
    func eventEngine<Arrivals: ArrivalSource, Sink: RequestSink>(
        _ sources: [Arrivals], seed: UInt64, isObserved: Bool = false, sink: (Int) -> Sink
    ) -> EventEngine<Arrivals, Sink> {
        EventEngine(
            services: services, metrics: metrics,
            entries: zip(inflows, sources).map { .init(service: $0.service, source: $1) }, population: population,
            cluster: cluster, host: host, faults: faults, horizon: duration, seed: seed, isObserved: isObserved,
            sink: sink)
    }

    /// Gives `run` the arrivals of a replication.
    @discardableResult
    func follow<Run: EngineRun>(_ run: Run, replicationSeed: UInt64) -> Run.Outcome {
        if inflows.count == 1 { return arrivals(of: 0, replicationSeed: replicationSeed, to: run) }
        // Each through a box, since their types may differ.
        return run.events(
            inflows.indices.map { arrivals(of: $0, replicationSeed: replicationSeed, to: ArrivalBoxing()) })
    }
}
