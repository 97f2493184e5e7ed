/// Measures what the simulator costs, by the way that all its users take: `Scenario` and `Simulation`.
package enum Benchmark {
    /// - Parameter requests: expected in each replication; nil for the case's own number.
    package static func measure(_ benchmark: BenchmarkCase, requests: Int?, full: Bool = false) -> BenchmarkResult {
        let scenario = benchmark.scenario(requests: requests ?? benchmark.requests(full: full))
        let begin = benchmark.clock.nanoseconds
        let result = Simulation(scenario).run(threads: benchmark.threads)
        let spent = benchmark.clock.nanoseconds - begin
        let simulated = result.replications.reduce(0) { $0 + $1.requests }
        return BenchmarkResult(
            name: benchmark.name, nsPerRequest: simulated == 0 ? 0 : Double(spent) / simulated,
            requests: Int(simulated))
    }
}
