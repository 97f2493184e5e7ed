import Foundation
import Profiles

/// Where the trials of a campaign are made: prepares images when they are first needed, keeps their resident instances
/// and the state of the page cache.
final class TargetBench {
    private let plan: CampaignPlan
    private let images: [ImageManifest]
    private let launchers: [any Launcher]
    private let trial: CampaignRunner.Trial
    private let cancellation: Cancellation

    /// What targets of the same image on the same technology share.
    private struct Key: Hashable {
        var image: String
        var technology: Technology
    }

    private var pools: [Key: ResidentPool] = [:]
    private var caches: [Key: PageCacheControl] = [:]
    private var instances = 0
    private var lastLaunch: HostInstant?

    init(
        _ plan: CampaignPlan, _ images: [ImageManifest], _ launchers: [any Launcher],
        _ trial: @escaping CampaignRunner.Trial, _ cancellation: Cancellation
    ) {
        self.plan = plan
        self.images = images
        self.launchers = launchers
        self.trial = trial
        self.cancellation = cancellation
    }

    /// Makes one trial: a record for each of its launches; nil where it was cancelled.
    ///
    /// A launch that fails is a record. Throws where an image cannot be prepared, a resident instance does not answer,
    /// or an instance cannot be ended.
    func make(_ planned: PlannedTrial) throws(BootProbeError) -> [TrialRecord]? {
        let target = plan.targets[planned.target]
        let (image, launcher) = (images[planned.target], launchers[planned.target])
        let key = Key(image: target.image, technology: target.technology)
        if pools[key] == nil {
            try launcher.prepare(image)
            pools[key] = ResidentPool(image: image, launcher: launcher)
            caches[key] = PageCacheControl()
            if isEverCold(key) { try discoverPages(key, image, launcher) }
        }
        try pools[key]?.resize(to: target.condition.resident, nextID: nextID, cancellation)
        awaitLaunchInterval()
        if cancellation.isCancelled { return nil }
        let cache = caches[key]!
        let startedAt = Date.now
        let begin = HostInstant.now
        lastLaunch = begin
        var share: Double?
        let batch = LaunchBatch(image: image, launcher: launcher, trial: trial, cancellation: cancellation)
        let ids = (0..<target.condition.concurrent).map { _ in nextID() }
        // A trial that counts begins warm, if need be with all of the image.
        if !cache.isDiscovered, planned.isWarmUp { try cache.prepareDiscovery(launcher.cachedPaths(of: image)) }
        let results = try batch.launch(ids) { () throws(BootProbeError) in
            share = try cache.establish(target.condition.cache)
        }
        var records = results.enumerated().map { member, result in
            record(of: result, planned, member: member, startedAt: startedAt, share)
        }
        let launched = results.compactMap { try? $0.get().instance }
        if !cache.isDiscovered, let first = launched.first {
            cache.discover(launcher.cachedPaths(of: image) + first.mappedFiles())
        }
        let ending = HostInstant.now
        try endAll(launched)
        let end = HostInstant.now
        for index in records.indices {
            records[index].teardownSeconds = end.seconds(since: ending)
            records[index].durationSeconds = end.seconds(since: begin)
        }
        return cancellation.isCancelled ? nil : records
    }

    private func awaitLaunchInterval() {
        guard let lastLaunch, let interval = plan.launchIntervalSeconds else { return }
        let next = lastLaunch.advanced(bySeconds: interval)
        while !cancellation.isCancelled, HostInstant.now < next {
            Thread.sleep(forTimeInterval: min(0.1, next.seconds(since: .now)))
        }
    }

    private func isEverCold(_ key: Key) -> Bool {
        plan.targets.contains { target in
            target.image == key.image && target.technology == key.technology && target.condition.cache == .cold
        }
    }

    /// Launches an instance to see what it reads, and which of that other processes keep in the page cache. Beside the
    /// plan's own trials, since resident instances would keep it there as well.
    private func discoverPages(
        _ key: Key, _ image: ImageManifest, _ launcher: any Launcher
    ) throws(BootProbeError) {
        try caches[key]?.prepareDiscovery(launcher.cachedPaths(of: image))
        let launch = try launcher.timedLaunch(image, as: nextID(), cancellation: cancellation)
        caches[key]?.discover(launcher.cachedPaths(of: image) + launch.instance.mappedFiles())
        try launch.instance.destroy()
        try caches[key]?.leaveOutPinned()
    }

    /// Ends the resident instances.
    func clear() throws(BootProbeError) {
        for key in pools.keys { try pools[key]?.resize(to: 0, nextID: nextID, cancellation) }
    }

    private func record(
        of result: LaunchBatch.Result, _ planned: PlannedTrial, member: Int, startedAt: Date, _ share: Double?
    ) -> TrialRecord {
        var record =
            switch result {
            case .success(let launch): TrialRecord(trial: planned, startedAt: startedAt, launch: launch)
            case .failure(let error):
                TrialRecord(
                    trial: planned, startedAt: startedAt, outcome: .failed(reason: "launch: \(error)", seconds: nil),
                    durationSeconds: 0)
            }
        record.member = member
        record.residentShare = share
        return record
    }

    private func nextID() -> InstanceID {
        defer { instances += 1 }
        return InstanceID(number: instances)
    }
}
