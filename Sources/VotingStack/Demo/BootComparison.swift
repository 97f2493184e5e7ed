import Profiles
import ScaleSim

/// What the scenario's users would see if replicas booted as each profile says, beside fixed numbers of replicas, which
/// never boot during the run.
package struct BootComparison: Codable, Sendable, Equatable {
    /// One policy, with one profile's boot times.
    package struct Row: Codable, Sendable, Equatable {
        package var policy: String
        /// Nil for a fixed number of replicas.
        package var boot: Boot?
        package var figures: Figures<Estimate>
        /// How the first replication went.
        package var series: TimeSeries
    }

    /// Whose boot times replicas have.
    package struct Boot: Codable, Sendable, Equatable {
        /// `vote.vm`.
        package var profile: String
        package var technology: Technology
        package var accelerator: Accelerator
        package var origin: Origin
        package var meanSeconds: Double
    }

    package var objectiveLatencySeconds: Double
    /// Ordered by mean boot time, the fixed numbers of replicas first.
    package var rows: [Row]

    /// Simulates `fixed` as they are and `scaling` with the boot times of each of `profiles`; the service is always the
    /// scenario's, so that rows differ in boot time and policy alone.
    package init(
        fixed: [Scenario], scaling: Scenario, profiles: [Profile], threads: Int,
        progress: (_ done: Int, _ total: Int) -> Void
    ) {
        objectiveLatencySeconds = scaling.objective.seconds
        let booting = profiles.compactMap { profile in
            profile.boot.map { (Boot(profile, mean: $0.distribution.mean), $0.distribution) }
        }
        let runs: [(Scenario, Boot?)] =
            fixed.map { ($0, nil) }
            + booting.sorted { $0.0.meanSeconds < $1.0.meanSeconds }.map { boot, distribution in
                var scenario = scaling
                scenario.service.boot = distribution
                return (scenario, boot)
            }
        rows = runs.enumerated().map { index, run in
            progress(index, runs.count)
            let result = Simulation(run.0).run(threads: threads)
            return Row(
                policy: run.0.policyName, boot: run.1, figures: result.figures, series: result.example.series)
        }
    }
}

extension BootComparison.Boot {
    fileprivate init(_ profile: Profile, mean: Double) {
        self.init(
            profile: profile.name, technology: profile.technology, accelerator: profile.accelerator,
            origin: profile.origin, meanSeconds: mean)
    }

    /// The image and how it ran; published numbers name the image as their authors do.
    package var label: String {
        switch origin {
        case .measured: profile
        case .imported: "\(profile) (imported)"
        case .published: "\(profile) (paper)"
        }
    }
}
