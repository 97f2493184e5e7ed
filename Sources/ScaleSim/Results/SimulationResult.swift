/// What `Simulation.run` finds out.
public struct SimulationResult: Codable, Sendable, Equatable {
    public static let currentSchema = 1

    public var schema: Int = SimulationResult.currentSchema
    public var scenario: String
    public var policy: String
    public var seed: UInt64
    /// How long each replication lasted, in simulated time.
    public var durationSeconds: Double
    public var objectiveLatencySeconds: Double
    /// Over all replications.
    public var figures: Figures<Estimate>
    /// Each replication's figures, in order.
    public var replications: [Figures<Double>]
    /// Decisions and series of the first replication, as an example of how a run goes.
    public var example: Replication
}
