/// Measures what the simulator costs, by the way that all its users take: `Scenario` and `Simulation`.
package enum Benchmark {
    /// - Parameter requests: expected in each replication, or decisions; nil for the case's own number.
    package static func measure(_ benchmark: BenchmarkCase, requests: Int?, full: Bool = false) -> BenchmarkResult {
        let requests = requests ?? benchmark.requests(full: full)
        if let decision = benchmark.decision {
            return measure(benchmark, decision.policy, over: decision.observation, times: requests)
        }
        let scenario = benchmark.scenario(requests: requests)
        let begin = benchmark.clock.nanoseconds
        let result = Simulation(scenario).run(threads: benchmark.threads)
        let spent = benchmark.clock.nanoseconds - begin
        let simulated = result.replications.reduce(0) { $0 + $1.requests }
        return BenchmarkResult(
            name: benchmark.name, nsPerRequest: simulated == 0 ? 0 : Double(spent) / simulated,
            requests: Int(simulated))
    }

    /// Evaluations 15 s apart, each over what the one before has led to.
    private static func measure(
        _ benchmark: BenchmarkCase, _ policy: some ScalingPolicy, over observation: Observation, times: Int
    ) -> BenchmarkResult {
        var (policy, observation) = (policy, observation)
        let begin = benchmark.clock.nanoseconds
        for _ in 0..<times {
            observation.currentReplicas = policy.decide(observation).desired
            observation.time += policy.evaluationIntervalSeconds
        }
        let spent = benchmark.clock.nanoseconds - begin
        return BenchmarkResult(
            name: benchmark.name, nsPerRequest: Double(spent) / Double(max(1, times)), requests: times)
    }
}
