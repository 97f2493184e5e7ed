extension Scenario {
    /// Whether runs are computed by recursion.
    var usesRecursion: Bool { isRecursive && algorithm != .events }

    func recursionEngine<Arrivals: ArrivalSource, Sink: RequestSink>(
        _ arrivals: Arrivals, seed: UInt64, sink: Sink
    ) -> RecursionEngine<Arrivals, Sink> {
        RecursionEngine(
            service: service, metrics: metrics, policy: policy, arrivals: arrivals, horizon: duration, seed: seed,
            sink: sink)
    }

    /// - Parameters:
    ///   - sources: one for each inflow.
    ///   - sink: for each service, by its number.
    func eventEngine<Arrivals: ArrivalSource, Sink: RequestSink>(
        _ sources: [Arrivals], seed: UInt64, sink: (Int) -> Sink
    ) -> EventEngine<Arrivals, Sink> {
        EventEngine(
            services: services, metrics: metrics,
            entries: zip(inflows, sources).map { .init(service: $0.service, source: $1) }, population: population,
            cluster: cluster, faults: faults, horizon: duration, seed: seed, sink: sink)
    }

    /// The arrivals of all inflows of a replication, each in a box, since their types may differ.
    func boxedArrivals(replicationSeed: UInt64) -> [AnyArrivals] {
        inflows.indices.map { arrivals(of: $0, replicationSeed: replicationSeed, to: ArrivalBoxing()) }
    }
}
