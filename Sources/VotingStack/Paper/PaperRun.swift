import BootProbe
import Foundation
import Profiles

/// Measures what the paper's tables show: start-up times of all services on all systems, interleaved, then their load.
///
/// To be run inside a lab, with the images built.
package struct PaperRun: Sendable {
    private let settings: PaperSettings
    private let images: PaperImages
    private let published: PaperTables
    private let console: DemoConsole
    private let run: RunDirectory
    private let cancellation: Cancellation

    package init(
        _ settings: PaperSettings, images: PaperImages, published: PaperTables, console: DemoConsole,
        run: RunDirectory, cancellation: Cancellation
    ) {
        self.settings = settings
        self.images = images
        self.published = published
        self.console = console
        self.run = run
        self.cancellation = cancellation
    }

    /// Measures, and keeps every trial and load run in the database of the output folder.
    ///
    /// What an interrupted run has measured is not measured again. A system that is absent, does not start or cannot be
    /// loaded is an entry that says so.
    ///
    /// - Throws: `failed` where `cancellation` ended it early.
    package func results() throws(BootProbeError) -> PaperResults {
        try FileSystem.createDirectory(settings.output)
        let planned = images.planned
        let wanted = Set(planned.compactMap { $0.image == nil ? nil : $0.entry.technology })
        let launchers = try LauncherSet.open(
            for: planned.compactMap(\.image), technologies: wanted.union([.process]), run: run, notice: console.say)
        defer { launchers.shutDown() }
        let bench = PaperBench(planned, launchers)
        let store = try openStore()
        let provenance = try Provenance.current(launchers: launchers.launchers, images: bench.images)
        // Redis for vote, PostgreSQL and the worker that fills it for result, as in the paper beside the measured service.
        let stack = Stack(
            try images.own.stackPlan(vote: images.own.vote, in: run), launcher: try launchers.launcher(for: .process),
            firstInstance: Self.firstBackingInstance)
        try stack.up()
        defer { stack.down() }
        var entries = try startUp(bench, launchers, into: store, provenance)
        try load(bench, &entries, launchers, into: store, provenance)
        return PaperResults(
            published: published, entries: entries, provenance: provenance,
            redisCommand: images.own.redis.command, seed: settings.seed)
    }

    /// Far above the numbers of measured instances.
    private static let firstBackingInstance = 1_000_000

    /// That of an interrupted run is continued, that of a complete one replaced.
    private func openStore() throws(BootProbeError) -> ProbeStore {
        if FileSystem.exists(settings.report) {
            try ProbeStore.remove(at: settings.database)
            try FileSystem.remove(settings.report)
        }
        return try ProbeStore(path: settings.database)
    }
}

// MARK: Table 4

extension PaperRun {
    private func startUp(
        _ bench: PaperBench, _ launchers: LauncherSet, into store: ProbeStore, _ provenance: Provenance
    ) throws(BootProbeError) -> [PaperEntry] {
        console.step(2, "Measuring the time to first response for Table 4, all interleaved")
        let measured = bench.launchable.filter { bench.planned[$0].entry.service != .redis }
        let targets = measured.map { index in
            let technology = bench.technology(of: index)
            return CampaignPlan.Target(
                image: bench.image(of: index).name, technology: technology,
                trials: settings.trials.count(of: bench.image(of: index).name, on: technology) ?? 0,
                warmUps: technology.isGuest ? 0 : 1)
        }
        let plan = CampaignPlan(seed: settings.seed, targets: targets)
        let runner = try CampaignRunner(plan: plan, images: bench.images, launchers: launchers.launchers)
        let id = try runner.run(into: store, provenance: provenance, cancellation: cancellation) { status in
            console.progress.update(status)
        }
        try cancellation.check()
        let campaign = try store.campaign(id)
        let rows = try store.report(of: campaign).rows
        let trials = try store.trials(of: id).filter { !$0.trial.isWarmUp }
        var entries = bench.entries
        for (target, index) in measured.enumerated() {
            entries[index].startUp = rows[target].timeToFirstResponse
            entries[index].startFailures = rows[target].failures
            entries[index].add(trials.filter { $0.trial.target == target })
        }
        return entries
    }
}

// MARK: Tables 1 to 3

extension PaperRun {
    private func load(
        _ bench: PaperBench, _ entries: inout [PaperEntry], _ launchers: LauncherSet, into store: ProbeStore,
        _ provenance: Provenance
    ) throws(BootProbeError) {
        console.step(3, "Loading for Tables 1 to 3, with the backing services up")
        // The tools come with the images, so that every host uses the same.
        let tree = try TreeStore(cacheDirectory: CacheDirectory.path).tree(images.own.tree)
        let runner = ThroughputRunner(
            tools: try SubprocessToolRunner.inTree(tree, run: run), timeoutSeconds: settings.limitSeconds)
        let total = bench.launchable.map { settings.load.warmedUp(plans(for: bench, $0)).count }.reduce(0, +)
        var done = 0
        for index in bench.launchable {
            try cancellation.check()
            let launcher = try launchers.launcher(for: bench.technology(of: index))
            var image = bench.image(of: index)
            let plans = plans(for: bench, index)
            image.throughput = settings.load.warmedUp(plans)
            let target = MeasuredTarget(image: image, launcher: launcher, host: provenance.host)
            let known = try store.throughput(of: target)
            let isKnown = plans.allSatisfy { plan in known.contains { $0.isOutcome(of: plan) } }
            if !isKnown {
                let loaded = try runner.run(
                    [image], on: [launcher], into: store, provenance: provenance, cancellation: cancellation
                ) { status in
                    console.progress.update(done: done + status.done, of: total, detail: status.step)
                }
                entries[index].loadFailure = loaded.compactMap(\.failure).first?.description
            }
            done += image.throughput.count
            entries[index].loadRuns = try store.throughput(of: target).filter { result in
                plans.contains { result.isOutcome(of: $0) }
            }
        }
        try cancellation.check()
    }

    private func plans(for bench: PaperBench, _ index: Int) -> [ThroughputPlan] {
        var target = "/"
        if case .http(let path, _, _, _, _) = bench.image(of: index).readiness { target = path }
        let entry = bench.planned[index].entry
        return settings.load.plans(for: entry.service, of: published, target: target, isEmulated: entry.isEmulated)
    }
}

extension PaperEntry {
    fileprivate mutating func add(_ trials: [TrialRecord]) {
        for trial in trials {
            switch trial.outcome {
            case .answered(let answer): startUpSeconds.append(answer.lastByteSeconds)
            case .timedOut(let seconds): givenUpSeconds.append(seconds)
            case .failed: break
            }
        }
        startUpSeconds.sort()
    }
}
