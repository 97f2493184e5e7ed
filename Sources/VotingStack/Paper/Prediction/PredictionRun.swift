import Profiles
import ScaleSim

/// How much is simulated for a prediction.
package struct PredictionRun: Codable, Sendable, Equatable {
    /// Requests of each run. The paper does not tell its own, on which the longest latency depends.
    package var requests: Int
    package var runs: Int
    package var seed: UInt64

    package init(requests: Int = PaperLoad().httpRequests, runs: Int = 10, seed: UInt64 = 1) {
        precondition(requests > 0 && runs > 0)
        self.requests = requests
        self.runs = runs
        self.seed = seed
    }

    /// Rounds of all connections that are left out of each run, in which the queue forgets that all began at once.
    private static let startUpRounds = 10

    /// Seconds, run by run.
    func latencies(_ model: ThroughputModel, rate: Double, connections: Int) -> [[Double]] {
        let startUp = Self.startUpRounds * connections
        // Of a Poisson number of answers, six standard deviations more than are needed; the last are left out, since
        // nobody sends after the end of a run, so that shared CPUs are quicker there.
        let answers = Double(startUp + requests)
        let duration = SimTime(seconds: (answers + 6 * answers.squareRoot()) / rate)
        var scenario = Scenario(
            name: model.name,
            services: [
                Service(
                    name: "service", model: model.service(rate: rate), policy: StaticPolicy(replicas: 1),
                    policyName: "static")
            ],
            inflows: [],
            population: ClosedPopulation(users: connections, thinking: .deterministic(value: 0)), duration: duration,
            objective: duration, seed: seed, replications: runs)
        scenario.seriesStep = duration
        let simulation = Simulation(scenario)
        return (0..<runs).map { Array(simulation.latencies(ofReplication: $0).dropFirst(startUp).prefix(requests)) }
    }
}
