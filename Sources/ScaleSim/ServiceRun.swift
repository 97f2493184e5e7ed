/// Runs a replication for the sake of one service: of what its sink was told, or of how it was scaled.
///
/// Its arrivals come through a box: an engine for each type of source and of sink was most of the module's code, and made
/// an optimised build take ten minutes, for runs that are made once.
struct ServiceRun<Sink: RequestSink, Outcome>: EngineRun {
    let scenario: Scenario
    let seed: UInt64
    /// The service's number within the scenario.
    var service = 0
    /// Whether the engine keeps what policies see.
    var isObserved = false
    /// For each service of the scenario, by its number.
    let sink: (Int) -> Sink
    let outcome: (ControlPlane, Sink) -> Outcome

    func visit(_ arrivals: some ArrivalSource) -> Outcome {
        guard scenario.usesRecursion else { return events([arrivals]) }
        var engine = scenario.recursionEngine(
            AnyArrivals(arrivals), seed: seed, isObserved: isObserved, sink: sink(service))
        engine.run()
        return outcome(engine.control, engine.sink)
    }

    /// - Parameter sources: one for each inflow.
    func events(_ sources: [some ArrivalSource]) -> Outcome {
        let boxed = sources.map { AnyArrivals($0) }
        var engine = scenario.eventEngine(boxed, seed: seed, isObserved: isObserved, sink: sink)
        engine.run()
        return outcome(engine.control(of: service), engine.sink(of: service))
    }
}
