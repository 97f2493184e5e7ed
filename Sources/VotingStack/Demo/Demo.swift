import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The whole loop: measure images, fit, simulate, run live, validate.
///
/// To be run inside a lab, with the images built.
package struct Demo: Sendable {
    private let settings: DemoSettings
    private let images: DemoImages
    private let console: DemoConsole
    private let run: RunDirectory
    private let cancellation: Cancellation
    private let threads = ProcessInfo.processInfo.activeProcessorCount

    package init(
        _ settings: DemoSettings, images: DemoImages, console: DemoConsole, run: RunDirectory,
        cancellation: Cancellation
    ) {
        self.settings = settings
        self.images = images
        self.console = console
        self.run = run
        self.cancellation = cancellation
    }

    private var profileFolder: String { "\(settings.output)/profiles" }

    /// Makes every step and leaves its results in the output folder.
    ///
    /// - Throws: `failed` where `cancellation` ended it early; what was measured until then is kept.
    package func results() throws(BootProbeError) -> DemoResults {
        try FileSystem.createDirectory(settings.output)
        let launchers = try LauncherSet.open(
            for: images.all, technologies: settings.technologies.union(DemoSettings.neededTechnologies), run: run,
            notice: console.say)
        defer { launchers.shutDown() }
        for one in launchers.leftOut { console.say("      without \(one.technology.label): \(one.reason)") }
        let store = try openStore()
        let provenance = try Provenance.current(launchers: launchers.launchers, images: images.all)
        let campaign = try measure(launchers, into: store, provenance)
        let throughput = try load(launchers, into: store, provenance)
        let (profiles, published) = try fit(store, campaign)
        let (scenario, comparison) = try simulate(profiles, published)
        let validation = try validate(scenario, launchers)
        return DemoResults(
            provenance: provenance, leftOut: launchers.leftOut,
            campaign: try store.report(of: campaign),
            trials: try store.trials(of: campaign.id), targets: campaign.targets, throughput: throughput,
            profiles: profiles, published: published, comparison: comparison, validation: validation)
    }
}

// MARK: Measure

extension Demo {
    /// The database of the results: that of an interrupted demonstration is continued; that of a complete one, which
    /// has a report, is replaced, and so is one whose images did not all answer.
    private func openStore() throws(BootProbeError) -> ProbeStore {
        let path = "\(settings.output)/probe.sqlite"
        let isComplete = FileSystem.exists(settings.report)
        let hasFailed = try hasFailed(ProbeStore(path: path))
        if isComplete || hasFailed {
            try ProbeStore.remove(at: path)
            try FileSystem.remove(settings.report)
        }
        return try ProbeStore(path: path)
    }

    private func hasFailed(_ store: ProbeStore) throws(BootProbeError) -> Bool {
        guard let last = try store.campaigns().last else { return false }
        let report = try store.report(of: last)
        return report.recorded == report.planned && !report.everyTargetAnswered
    }

    private func measure(
        _ launchers: LauncherSet, into store: ProbeStore, _ provenance: Provenance
    ) throws(BootProbeError) -> Campaign {
        console.step(2, "Measuring the time to first response, all images interleaved")
        let plan = CampaignPlan(seed: settings.seed, targets: targets(launchers))
        let runner = try CampaignRunner(plan: plan, images: images.all, launchers: launchers.launchers)
        let progress = console.progress
        let id = try runner.run(into: store, provenance: provenance, cancellation: cancellation) { status in
            progress.update(status)
        }
        try cancellation.check()
        let campaign = try store.campaign(id)
        console.say(try store.report(of: campaign).text)
        return campaign
    }

    private func targets(_ launchers: LauncherSet) -> [CampaignPlan.Target] {
        images.all.flatMap { image in
            launchers.launchers.compactMap { launcher -> CampaignPlan.Target? in
                let technology = launcher.technology
                guard isMeasured(image, on: technology, launchers),
                    let trials = settings.trials.count(of: image.name, on: technology), trials > 0
                else { return nil }
                return CampaignPlan.Target(image: image.name, technology: technology, trials: trials)
            }
        }
    }

    /// Replicas are measured on the technology of the live run alone, whatever else is.
    private func isMeasured(_ image: ImageManifest, on technology: Technology, _ launchers: LauncherSet) -> Bool {
        guard image.variant(technology) != nil else { return false }
        return image.name == images.replica.name
            ? technology == replicaTechnology(launchers) : settings.technologies.contains(technology)
    }

    /// Containers, where they run: a control group limits what a replica can take.
    private func replicaTechnology(_ launchers: LauncherSet) -> Technology {
        launchers[.container] == nil ? .process : .container
    }

    private func load(
        _ launchers: LauncherSet, into store: ProbeStore, _ provenance: Provenance
    ) throws(BootProbeError) -> ThroughputReport {
        console.step(3, "Measuring throughput, with the backing services up")
        let loaded = images.all.map { image in
            var image = image.offered(
                on: image.variants.map(\.technology).filter { isMeasured(image, on: $0, launchers) })
            if settings.isQuick { image.throughput = image.throughput.map(\.shortened) }
            return image
        }
        let report = try StackedThroughput(images: images, run: run, launchers: launchers).measure(
            loaded, into: store, provenance, cancellation, progress: console.progress)
        console.say(report.text)
        return report
    }
}

// MARK: Fit and simulate

extension Demo {
    private func fit(
        _ store: ProbeStore, _ campaign: Campaign
    ) throws(BootProbeError) -> (measured: [Profile], published: [Profile]) {
        console.step(4, "Fitting distributions", expectedSeconds: 10)
        let profiles = try store.profiles(of: campaign)
        let published = try ProfileFiles.read(from: StackResources.path("profiles-paper"))
        try FileSystem.remove(profileFolder)
        _ = try ProfileFiles.write(profiles, to: profileFolder)
        _ = try ProfileFiles.write(published, to: "\(profileFolder)/paper")
        console.say(FitReport(profiles).text)
        return (profiles, published)
    }

    private func simulate(
        _ profiles: [Profile], _ published: [Profile]
    ) throws(BootProbeError) -> (Scenario, BootComparison) {
        console.step(5, "Simulating a flash crowd with each profile's boot times")
        guard let replica = profiles.first(where: { $0.image == images.replica.name }) else {
            throw BootProbeError(.failed, "no replica answered, so there is nothing to simulate")
        }
        let cpuRequest = images.replica.variant(replica.technology)?.cpus ?? 1
        do {
            let crowd = FlashCrowdScenario(
                trace: try RateTrace.read(contentsOf: settings.trace), replica: replica, settings: settings)
            let path = try crowd.write(to: settings.scenarioFolder, cpuRequest: cpuRequest)
            let scenario = try ScenarioFile.read(contentsOf: path)
            let capacity = try crowd.capacity(cpuRequest: cpuRequest)
            try VotingScenario(
                profiles: profiles, replica: replica, capacity: capacity, cpuRequest: cpuRequest, settings: settings
            ).write()
            let fixed = FlashCrowdScenario.withFixedReplicas(scenario, capacity: capacity)
            let booting =
                profiles.filter { [images.vote.name, images.replica.name].contains($0.image) }
                + published.filter { $0.image.hasPrefix("\(images.vote.name)-") }
            let comparison = BootComparison(
                fixed: fixed, scaling: scenario, profiles: booting, threads: threads
            ) { done, total in
                console.progress.update(done: done, of: total)
            }
            try write(comparison, to: "simulations.json")
            console.say(comparison.text)
            return (scenario, comparison)
        } catch let error as BootProbeError {
            throw error
        } catch {
            throw BootProbeError(.failed, "the flash crowd cannot be simulated", underlying: "\(error)")
        }
    }
}

// MARK: Run live

extension Demo {
    private func validate(
        _ scenario: Scenario, _ launchers: LauncherSet
    ) throws(BootProbeError) -> ValidatedRun {
        try cancellation.check()
        let technology = replicaTechnology(launchers)
        console.step(
            6, "Running the same crowd live, with replicas as \(technology.label)",
            expectedSeconds: scenario.duration.seconds + 15)
        let validation = LiveValidation(scenario: scenario, plan: try images.stackPlan(vote: images.replica, in: run))
        let outcome = try validation.run(
            launcher: try launchers.launcher(for: technology),
            services: try launchers.launcher(for: .process), threads: threads)
        try cancellation.check()
        console.step(7, "Validating: live beside simulated")
        let document = ValidationDocument([outcome])
        try document.write(to: settings.output)
        console.say(document.report.text)
        for problem in outcome.live.problems { console.say("      \(problem)") }
        return outcome
    }

    private func write(_ value: some Encodable, to name: String) throws(BootProbeError) {
        try ResultFile.write(JSONFormat.encode(value), to: "\(settings.output)/\(name)")
    }
}
