import BootProbe
import Foundation
import Profiles

/// Measures what a replica's boots and its service take on this machine, in a campaign of its own.
package struct ReplicaMeasurement {
    private let images: DemoImages
    private let technology: Technology
    private let trials: Int
    private let seed: UInt64

    package init(_ images: DemoImages, technology: Technology, trials: Int, seed: UInt64) {
        self.images = images
        self.technology = technology
        self.trials = trials
        self.seed = seed
    }

    /// To be called inside a lab. Trials and load runs are kept in `folder`, as `probe.sqlite`.
    ///
    /// - Throws: `failed` where the replica did not answer, or no load run was sound.
    package func profile(
        _ launchers: LauncherSet, run: RunDirectory, folder: String, cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) -> Profile {
        let path = "\(folder)/probe.sqlite"
        try ProbeStore.remove(at: path)
        let store = try ProbeStore(path: path)
        let provenance = try Provenance.current(launchers: launchers.launchers, images: [images.replica])
        progress.begin("measuring boots")
        let pace = HostPace()
        defer { _ = pace.end() }
        let campaign = try boot(launchers, into: store, provenance, cancellation, progress: progress)
        let bootPace = pace.end().seconds
        progress.begin("measuring throughput")
        let replica = images.replica.offered(on: [technology])
        _ = try StackedThroughput(
            images: images, run: run, launchers: launchers, technologies: [technology]
        ).measure(
            [replica], into: store, provenance, cancellation, progress: progress)
        progress.finish()
        guard var profile = try store.profiles(of: campaign).first(where: { $0.image == replica.name }),
            profile.service != nil, profile.boot != nil
        else { throw BootProbeError(.failed, "\(replica.name): no profile, since no boot or no load run was sound") }
        // All of the profile is for one pace of the host.
        if let bootPace, let reference = profile.service?.hostPaceSeconds, let boot = profile.boot {
            profile.boot?.distribution = boot.distribution.scaled(by: reference / bootPace)
        }
        return profile
    }

    private func boot(
        _ launchers: LauncherSet, into store: ProbeStore, _ provenance: Provenance, _ cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) -> Campaign {
        let target = CampaignPlan.Target(image: images.replica.name, technology: technology, trials: trials)
        let plan = CampaignPlan(seed: seed, targets: [target])
        let runner = try CampaignRunner(plan: plan, images: [images.replica], launchers: launchers.launchers)
        let id = try runner.run(into: store, provenance: provenance, cancellation: cancellation) { status in
            progress.update(status)
        }
        try cancellation.check()
        return try store.campaign(id)
    }
}
