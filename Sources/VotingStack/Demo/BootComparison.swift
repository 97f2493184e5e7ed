import Profiles
import ScaleSim

/// What the scenario's users would see if replicas booted as each profile says.
package struct BootComparison: Codable, Sendable, Equatable {
    /// One profile under one policy.
    package struct Row: Codable, Sendable, Equatable {
        /// `vote.vm`.
        package var profile: String
        package var technology: Technology
        package var accelerator: Accelerator
        package var origin: Origin
        package var bootMeanSeconds: Double
        package var policy: String
        package var figures: Figures<Estimate>
        /// How the first replication went.
        package var series: TimeSeries
    }

    package var objectiveLatencySeconds: Double
    /// The policy that scales, as rows name it: the last of the scenarios'.
    package var scalingPolicy: String
    package var rows: [Row]

    /// Simulates `scenarios`, which differ in their policies, with the boot times of each of `profiles`; the service is
    /// always the scenario's, so that rows differ in boot time and policy alone.
    package init(
        _ scenarios: [Scenario], profiles: [Profile], threads: Int, progress: (_ done: Int, _ total: Int) -> Void
    ) {
        objectiveLatencySeconds = scenarios.first?.objective.seconds ?? 0
        scalingPolicy = scenarios.last?.policyName ?? ""
        let booting = profiles.compactMap { profile in profile.boot.map { (profile, $0) } }
        rows = []
        for (profile, boot) in booting {
            for scenario in scenarios {
                progress(rows.count, booting.count * scenarios.count)
                var scenario = scenario
                scenario.service.boot = boot.distribution
                let result = Simulation(scenario).run(threads: threads)
                rows.append(
                    Row(
                        profile: profile.name, technology: profile.technology, accelerator: profile.accelerator,
                        origin: profile.origin, bootMeanSeconds: boot.distribution.mean, policy: scenario.policyName,
                        figures: result.figures, series: result.example.series))
            }
        }
    }
}
