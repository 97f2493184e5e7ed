/// Runs a replication for the sake of one service: of what its sink was told, or of how it was scaled.
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
        var engine = scenario.recursionEngine(arrivals, seed: seed, isObserved: isObserved, sink: sink(service))
        engine.run()
        return outcome(engine.control, engine.sink)
    }

    /// - Parameter sources: one for each inflow.
    func events(_ sources: [some ArrivalSource]) -> Outcome {
        var engine = scenario.eventEngine(sources, seed: seed, isObserved: isObserved, sink: sink)
        engine.run()
        return outcome(engine.control(of: service), engine.sink(of: service))
    }
}
