/// What `Simulation.run` finds out.
public struct SimulationResult: Codable, Sendable, Equatable {
    public static let currentSchema = 2

    public var schema: Int = SimulationResult.currentSchema
    public var scenario: String
    /// Of the first service, as for all figures but those of `services`.
    public var policy: String
    public var seed: UInt64
    /// How long each replication lasted, in simulated time.
    public var durationSeconds: Double
    public var startUp: StartUpPeriod
    /// Whether the figures are known as well as was wanted; nil where nothing was.
    public var precisionReached: Bool?
    public var objectiveLatencySeconds: Double
    /// Over all replications.
    public var figures: Figures<Estimate>
    /// Each replication's figures, in order.
    public var replications: [Figures<Double>]
    /// Decisions and series of the first replication, as an example of how a run goes.
    public var example: Replication
    /// Each service's results, the first one's included; nil where there is one service.
    public var services: [ServiceResult]?
}

/// What `Simulation.run` finds out about one of several services.
public struct ServiceResult: Codable, Sendable, Equatable {
    public var name: String
    public var policy: String
    public var figures: Figures<Estimate>
    public var replications: [Figures<Double>]
    public var example: Replication
}

extension SimulationResult {
    /// The same run, seen as that of one of its services.
    package func result(of service: ServiceResult) -> SimulationResult {
        var result = self
        result.scenario = "\(scenario), \(service.name)"
        result.policy = service.policy
        result.figures = service.figures
        result.replications = service.replications
        result.example = service.example
        result.services = nil
        return result
    }
}
