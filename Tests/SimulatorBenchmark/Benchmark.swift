import Foundation
import Profiles
import ScaleSim

@main
struct Benchmark {
    static func main() throws {
        let requests = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 1e7
        let duration = requests / 8
        let trace = try RateTrace(points: [
            .init(seconds: 0, requestsPerSecond: 8), .init(seconds: duration, requestsPerSecond: 0),
        ])
        let profile = ServiceProfile(
            servers: 10, occupancy: .exponential(mean: 1), delay: .deterministic(value: 0), throughput: [])
        var scenario = Scenario(
            name: "M/M/10", traffic: .rates(trace),
            service: ServiceModel(
                profile: profile, boot: .deterministic(value: 1), initialReplicas: 1),
            policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 1),
            replications: 1, seriesStep: SimTime(seconds: max(60, duration / 2000)))
        for algorithm in [Scenario.Algorithm.recursion, .events, .recursion, .events] {
            scenario.algorithm = algorithm
            let clock = clock()
            let figures = Simulation(scenario).run(threads: 1).replications[0]
            let spent = Double(Foundation.clock() - clock) / Double(CLOCKS_PER_SEC) * 1e9
            print("\(algorithm) \(spent / figures.requests) ns", figures.waitMeanSeconds, figures.queuedShare)
        }
    }
}
