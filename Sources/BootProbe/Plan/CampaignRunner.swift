import Foundation
import Profiles

/// Makes the trials of a plan, one after another, and commits each to the store before the next begins.
package struct CampaignRunner: Sendable {
    /// Launches an image and waits for its first right answer, its death or its time-out; returns soon after
    /// `cancellation` is set, with any result. The runner ends the instance.
    package typealias Trial =
        @Sendable (
            _ launcher: any Launcher, _ image: ImageManifest, _ id: InstanceID, _ cancellation: Cancellation
        ) throws(BootProbeError) -> TimedLaunch

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
    package static let timedLaunch: Trial = { launcher, image, id, cancellation throws(BootProbeError) in
        try launcher.timedLaunch(image, as: id, cancellation: cancellation)
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
        let launch: TimedLaunch
        do {
            launch = try self.trial(launcher, image, InstanceID(number: trial.position), cancellation)
        } catch {
            if cancellation.isCancelled { return nil }
            return TrialRecord(
                trial: trial, startedAt: startedAt, outcome: .failed(reason: "launch: \(error)", seconds: nil),
                durationSeconds: HostInstant.now.seconds(since: begin))
        }
        var record = TrialRecord(trial: trial, startedAt: startedAt, launch: launch)
        try launch.instance.destroy()
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
