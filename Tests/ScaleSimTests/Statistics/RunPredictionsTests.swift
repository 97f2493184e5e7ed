import Foundation
import Profiles
import Testing

@testable import ScaleSim

@Suite("Predictions of single runs")
struct RunPredictionsTests {
    /// Near saturation, where a percent of work is several of latency.
    private func scenario(spread: Double?, seed: UInt64 = 1) -> Scenario {
        var profile = ServiceProfile(
            servers: 1, occupancy: .gamma(shape: 4, scale: 0.002), delay: .deterministic(value: 0.001), throughput: [])
        profile.workSpread = spread
        return Scenario(
            name: "busy", traffic: .model(.poisson(rate: 100), duration: SimTime(seconds: 60)),
            service: ServiceModel(profile: profile, boot: .deterministic(value: 1), initialReplicas: 1),
            policy: StaticPolicy(replicas: 1), policyName: "static", objective: SimTime(seconds: 0.1), seed: seed)
    }

    private func means(_ scenario: Scenario, threads: Int = 2) -> [Double] {
        RunPredictions(of: scenario, threads: threads).figures.map(\.[0].latencyMeanSeconds)
    }

    @Test("nine of ten runs lie within them, whose work differs as is known; without that knowledge fewer do")
    func coverage() {
        let spread = 0.05
        let stream = RandomStream(seed: 9, purpose: .thinking)
        var (within, unaware) = (0, 0)
        let runs = 200
        for number in 0..<runs {
            let predicted = means(scenario(spread: spread, seed: UInt64(1000 * number)))
            let blind = means(scenario(spread: nil, seed: UInt64(1000 * number)))
            var live = scenario(spread: nil, seed: UInt64(1000 * number + 500))
            live.replications = 1
            live.service.profile = live.service.profile.scaled(
                by: exp(spread * normalQuantile(stream.uniform(UInt64(number)))))
            let mean = Simulation(live).run(threads: 1).replications[0].latencyMeanSeconds
            if let low = predicted.min(), let high = predicted.max(), low <= mean, mean <= high { within += 1 }
            if let low = blind.min(), let high = blind.max(), low <= mean, mean <= high { unaware += 1 }
        }
        // 90 %, of 200 runs 180 ± 4.2.
        #expect((165...193).contains(within), "\(within) of \(runs)")
        #expect(unaware < within - 10, "\(unaware) of \(runs)")
    }

    @Test("are the same for every number of threads, and of each service where there are several")
    func threads() {
        let one = scenario(spread: 0.03)
        #expect(means(one, threads: 1) == means(one, threads: 2))
        #expect(Set(means(one)).count == 19)
    }
}
