import BootProbe
import Foundation
import Profiles

/// Measures what a replica's boots and its service take on this machine, in a campaign of its own.
package struct ReplicaMeasurement {
    private let images: DemoImages
    private let technology: Technology
    private let trials: Int
    private let seed: UInt64

    /// As many as a flash crowd of the suite starts at once.
    package static let bootsTogether = 5
    /// Launches of live runs follow each other after seconds, and the caches are cold by then.
    private static let launchIntervalSeconds = 3.0

    package init(_ images: DemoImages, technology: Technology, trials: Int, seed: UInt64) {
        self.images = images
        self.technology = technology
        self.trials = trials
        self.seed = seed
    }

    /// To be called inside a lab. Trials and load runs are kept in `folder`, for `MeasuredReplica`.
    ///
    /// - Throws: `failed` where the replica did not answer, or no load run was sound.
    package func run(
        _ launchers: LauncherSet, run: RunDirectory, folder: String, cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) {
        let path = MeasuredReplica.database(in: folder)
        try ProbeStore.remove(at: path)
        let store = try ProbeStore(path: path)
        let provenance = try Provenance.current(launchers: launchers.launchers, images: [images.replica])
        progress.begin("measuring boots")
        let launcher = try launchers.launcher(for: technology)
        let bootPace = try images.withStack(in: run, launchers) { stack throws(BootProbeError) in
            let pace = try bootBesideReplicas(
                launchers, stack, into: store, provenance, cancellation, progress: progress)
            progress.begin("measuring interference")
            let crowds = try InterferenceMeasurement(image: images.replica, launcher: launcher).run(
                stack, cancellation, progress: progress)
            try cancellation.check()
            let besideBoots = try BootInterferenceMeasurement(image: images.replica, launcher: launcher).run(
                stack, cancellation, progress: progress)
            try cancellation.check()
            let target = MeasuredTarget(image: images.replica, launcher: launcher, host: provenance.host)
            let results = crowds + besideBoots
            if !results.isEmpty { try store.record(results, of: target, provenance: provenance) }
            return pace
        }
        progress.begin("measuring throughput")
        _ = try StackedThroughput(
            images: images, run: run, launchers: launchers, technologies: [technology]
        ).measure(
            [images.replica.offered(on: [technology])], into: store, provenance, cancellation, progress: progress)
        progress.finish()
        try MeasuredReplica(image: images.replica.name, bootPaceSeconds: bootPace.seconds).write(to: folder)
    }

    /// Replicas of a live run boot beside the services of the stack, and beside replicas that serve.
    private func bootBesideReplicas(
        _ launchers: LauncherSet, _ stack: Stack, into store: ProbeStore, _ provenance: Provenance,
        _ cancellation: Cancellation, progress: ProgressLine
    ) throws(BootProbeError) -> HostPaceRecord {
        let launcher = try launchers.launcher(for: technology)
        return try ReplicaGroup.whileServing(images.replica, on: launcher, of: stack, cancellation) {
            () throws(BootProbeError) in
            try HostPace.during { () throws(BootProbeError) in
                try boot(launchers, into: store, provenance, cancellation, progress: progress)
            }.pace
        }
    }

    private func boot(
        _ launchers: LauncherSet, into store: ProbeStore, _ provenance: Provenance, _ cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) {
        let alone = CampaignPlan.Target(image: images.replica.name, technology: technology, trials: trials)
        var together = alone
        together.condition.concurrent = Self.bootsTogether
        together.trials = max(1, trials / Self.bootsTogether)
        let plan = CampaignPlan(
            seed: seed, targets: [alone, together], launchIntervalSeconds: Self.launchIntervalSeconds)
        let runner = try CampaignRunner(plan: plan, images: [images.replica], launchers: launchers.launchers)
        _ = try runner.run(into: store, provenance: provenance, cancellation: cancellation) { status in
            progress.update(status)
        }
        try cancellation.check()
    }
}
