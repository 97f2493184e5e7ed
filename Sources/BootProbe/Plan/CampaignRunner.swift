import Foundation
import Profiles

/// Makes the trials of a plan, one after another, and commits each to the store before the next begins.
package struct CampaignRunner: Sendable {
    /// Probes `instance` until it gives the answer that `readiness` wants, it fails, or `deadline` passes; returns
    /// soon after `cancellation` is set, with any outcome.
    package typealias Probe =
        @Sendable (
            _ instance: any Instance, _ readiness: Readiness, _ deadline: HostInstant, _ cancellation: Cancellation
        ) -> ProbeOutcome

    /// How far a campaign is; told before each trial and after the last.
    package struct Status: Sendable, Equatable {
        package var done: Int
        package var total: Int
        /// Seconds to the end, from the mean duration of each target's trials.
        package var remainingSeconds: Double
        /// The target of the trial that begins now; nil after the last.
        package var target: CampaignPlan.Target?
    }

    private let plan: CampaignPlan
    private let images: [ImageManifest]
    private let launchers: [any Launcher]
    private let probe: Probe

    /// A runner of `plan`, whose targets must all be found in `images` (by name and technology) and `launchers`.
    ///
    /// Throws `badInput` where an image is not offered on a technology, `unavailable` where there is no launcher.
    package init(
        plan: CampaignPlan, images: [ImageManifest], launchers: [any Launcher], probe: @escaping Probe
    ) throws(BootProbeError) {
        self.plan = plan
        self.images = try plan.targets.map { target throws(BootProbeError) in try target.image(among: images) }
        self.launchers = try plan.targets.map { target throws(BootProbeError) in
            try target.launcher(among: launchers)
        }
        self.probe = probe
    }

    /// Makes the trials that `store` does not hold yet, and returns the campaign.
    ///
    /// A campaign of the same plan on the same host that was killed is continued: its committed trials are neither
    /// lost nor made again; one that is complete is returned as it is, unless `anew` asks for another. Once `cancellation` is set, the running trial is ended and not recorded, and this returns.
    /// Throws where an image cannot be prepared, an instance cannot be ended, or the store fails; a trial that fails
    /// is a row, not an error.
    package func run(
        into store: ProbeStore, provenance: Provenance, anew: Bool = false,
        cancellation: Cancellation = Cancellation(), report: (Status) -> Void = { _ in }
    ) throws(BootProbeError) -> CampaignID {
        let targets = zip(images, launchers).map { image, launcher in
            MeasuredTarget(image: image, launcher: launcher, host: provenance.host)
        }
        let campaign = try store.campaign(
            for: plan, targets: targets, provenance: provenance, anew: anew)
        let order = plan.order()
        var remaining = RemainingTime(order: order, targets: plan.targets)
        for (position, seconds) in campaign.committed {
            remaining.finished(target: order[position].target, seconds: seconds)
        }
        var done = campaign.committed.count
        var prepared: Set<Int> = []
        for trial in order where campaign.committed[trial.position] == nil {
            if cancellation.isCancelled { return campaign.id }
            let target = plan.targets[trial.target]
            report(Status(done: done, total: order.count, remainingSeconds: remaining.seconds, target: target))
            if prepared.insert(trial.target).inserted {
                try launchers[trial.target].prepare(images[trial.target])
            }
            guard let record = try make(trial, cancellation) else { return campaign.id }
            try store.record(record, in: campaign.id)
            remaining.finished(target: trial.target, seconds: record.durationSeconds)
            done += 1
        }
        report(Status(done: done, total: order.count, remainingSeconds: 0, target: nil))
        return campaign.id
    }

    /// Launches, probes and ends one instance; nil where the trial was cancelled.
    private func make(_ trial: PlannedTrial, _ cancellation: Cancellation) throws(BootProbeError) -> TrialRecord? {
        let image = images[trial.target]
        let launcher = launchers[trial.target]
        let startedAt = Date.now
        let begin = HostInstant.now
        let instance: any Instance
        do {
            instance = try launcher.launch(image, as: InstanceID(number: trial.position))
        } catch {
            if cancellation.isCancelled { return nil }
            return TrialRecord(
                trial: trial, startedAt: startedAt, outcome: .failed(reason: "launch: \(error)", seconds: nil),
                durationSeconds: HostInstant.now.seconds(since: begin))
        }
        let deadline = instance.launchedAt.advanced(bySeconds: image.timeoutSeconds(on: launcher.technology))
        let outcome = probe(instance, image.readiness, deadline, cancellation)
        var record = TrialRecord(trial: trial, startedAt: startedAt, outcome: outcome, instance: instance)
        try instance.destroy()
        record.durationSeconds = HostInstant.now.seconds(since: begin)
        return cancellation.isCancelled ? nil : record
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
