/// What a request cost in one case.
package struct BenchmarkResult: Codable, Sendable, Equatable {
    package var name: String
    /// Of CPU time; of wall time where threads are compared.
    package var nsPerRequest: Double
    /// Requests simulated, over all replications.
    package var requests: Int
}
