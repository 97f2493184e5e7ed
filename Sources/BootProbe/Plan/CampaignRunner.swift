import Foundation
import Profiles

/// Makes the trials of a plan, one after another, and commits each to the store before the next begins.
package struct CampaignRunner: Sendable {
    /// Launches what was staged and waits for its first right answer, its death or its time-out; returns soon after
    /// `cancellation` is set, with any result. The runner ends the instance.
    package typealias Trial =
        @Sendable (
            _ staged: StagedLaunch, _ image: ImageManifest, _ technology: Technology, _ cancellation: Cancellation
        ) throws(BootProbeError) -> TimedLaunch

    /// How far a campaign is; told before each trial and after the last.
    package struct Status: Sendable, Equatable {
        package var done: Int
        /// With a stopping rule, at most.
        package var total: Int
        /// Seconds to the end, from the mean duration of each target's trials.
        package var remainingSeconds: Double
        /// The target of the trial that begins now; nil after the last.
        package var target: CampaignPlan.Target?
    }

    private let plan: CampaignPlan
    private let images: [ImageManifest]
    private let launchers: [any Launcher]
    private let trial: Trial

    /// A runner of `plan`, whose targets must all be found in `images` (by name and technology) and `launchers`.
    ///
    /// Throws `badInput` where an image is not offered on a technology, `unavailable` where there is no launcher.
    package init(
        plan: CampaignPlan, images: [ImageManifest], launchers: [any Launcher],
        trial: @escaping Trial = Self.timedLaunch
    ) throws(BootProbeError) {
        self.plan = plan
        self.images = try plan.targets.map { target throws(BootProbeError) in try target.image(among: images) }
        self.launchers = try plan.targets.map { target throws(BootProbeError) in
            try target.launcher(among: launchers)
        }
        self.trial = trial
    }

    /// The trial of every campaign that measures; tests put others in its place.
    package static let timedLaunch: Trial = { staged, image, technology, cancellation throws(BootProbeError) in
        try staged.timed(image, on: technology, cancellation: cancellation)
    }

    /// Makes the trials that `store` does not hold yet, and returns the campaign.
    ///
    /// A campaign of the same plan on the same host that was killed is continued: its committed trials are neither
    /// lost nor made again; one that is complete is returned as it is, unless `anew` asks for another. Once
    /// `cancellation` is set, the running trial is ended and not recorded, and this returns.
    /// Throws where an image cannot be prepared, an instance cannot be ended, or the store fails; a trial that fails
    /// is a row, not an error.
    package func run(
        into store: ProbeStore, provenance: Provenance, anew: Bool = false,
        cancellation: Cancellation = Cancellation(), report: (Status) -> Void = { _ in }
    ) throws(BootProbeError) -> CampaignID {
        let targets = plan.targets.indices.map { index in
            MeasuredTarget(
                image: images[index], launcher: launchers[index], host: provenance.host,
                condition: plan.targets[index].condition)
        }
        let campaign = try store.campaign(for: plan, targets: targets, provenance: provenance, anew: anew)
        var progress = CampaignProgress(plan, committed: try store.trials(of: campaign))
        let bench = TargetBench(plan, images, launchers, trial, cancellation)
        do throws(BootProbeError) {
            while let next = progress.next, !cancellation.isCancelled {
                report(progress.status)
                guard let records = try bench.make(next) else { break }
                try store.record(records, in: campaign)
                progress.finished(next, records)
            }
        } catch {
            // The first failure is the one to tell; the lab's end removes what this could not.
            try? bench.clear()
            throw error
        }
        try bench.clear()
        if !cancellation.isCancelled { report(progress.status) }
        return campaign
    }
}

extension CampaignPlan.Target {
    func image(among images: [ImageManifest]) throws(BootProbeError) -> ImageManifest {
        guard let image = images.first(where: { $0.name == self.image }) else {
            throw BootProbeError(.badInput, "no manifest describes the image `\(self.image)`")
        }
        guard image.variant(technology) != nil else {
            let offered = image.variants.map(\.technology.rawValue).joined(separator: ", ")
            throw BootProbeError(
                .badInput,
                "\(image.source ?? image.name): technologies: `\(technology.rawValue)` is not offered, only \(offered)")
        }
        return image
    }

    func launcher(among launchers: [any Launcher]) throws(BootProbeError) -> any Launcher {
        guard let launcher = launchers.first(where: { $0.technology == technology }) else {
            throw BootProbeError(
                .unavailable, "nothing on this host can launch the technology `\(technology.rawValue)`")
        }
        return launcher
    }
}
