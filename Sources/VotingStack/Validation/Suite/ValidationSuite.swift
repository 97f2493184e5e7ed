import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The scenarios of the suite, each run live several times and simulated: how far to believe the simulator here.
///
/// The profile that the simulations use is measured first, in a campaign of its own.
package struct ValidationSuite: Sendable {
    package var scenarios: [SuiteScenario]
    package var technology: Technology
    /// Live runs of each scenario.
    package var runs: Int
    /// Boots in the campaign.
    package var trials: Int
    package var seed: UInt64
    /// Folder of the results.
    package var output: String
    /// Renders the page of the results.
    package var python: String?

    package init(
        _ scenarios: [SuiteScenario], technology: Technology, runs: Int, trials: Int, seed: UInt64, output: String,
        python: String?
    ) {
        self.scenarios = scenarios
        self.technology = technology
        self.runs = runs
        self.trials = trials
        self.seed = seed
        self.output = output
        self.python = python
    }

    /// Measures, runs and simulates; to be called inside a lab. What there is so far is kept at each step.
    package func run(
        images: DemoImages, launchers: LauncherSet, run: RunDirectory, cancellation: Cancellation,
        progress: ProgressLine
    ) throws -> ValidationSummary {
        let profile = try ReplicaMeasurement(images, technology: technology, trials: trials, seed: seed).profile(
            launchers, run: run, folder: output, cancellation: cancellation, progress: progress)
        let plan = try images.stackPlan(vote: images.replica, in: run)
        let backing = try LiveValidation.measureBacking(plan, launchers: launchers, progress: progress)
        let worker = try measureWorker(plan, launchers, progress)
        let paths = try write(profile, worker, images.replica)
        var summary = ValidationSummary(profile: profile, reports: [])
        var documents: [ValidationDocument] = []
        for (scenario, path) in zip(scenarios, paths) {
            let read = try LiveScenario.read(contentsOf: path)
            let validated = try LiveValidation(scenario: read, plan: plan).run(
                times: runs, technology: technology, launchers: launchers, backing: backing, progress: progress,
                title: { "\(scenario.name), live run \($0) of \(runs)" }
            ) { _ throws(BootProbeError) in try cancellation.check() }
            let document = ValidationDocument(validated)
            try document.write(to: "\(output)/\(scenario.name)")
            documents.append(document)
            summary.reports.append(
                .init(name: scenario.name, purpose: scenario.purpose, report: document.report))
            if let workers = validated.workers {
                let document = ValidationDocument(workers)
                try document.write(to: "\(output)/\(scenario.name)/worker")
                documents.append(document)
                summary.reports.append(
                    .init(
                        name: "\(scenario.name), worker", purpose: "the same, from the queue to the commit",
                        report: document.report))
            }
            try summary.write(to: output)
            if let python {
                try ValidationPage.page(summary, documents).render(
                    to: URL(filePath: "\(output)/validation.html"), python: python)
            }
        }
        return summary
    }

    /// Nil where no scenario scales it.
    private func measureWorker(
        _ plan: StackPlan, _ launchers: LauncherSet, _ progress: ProgressLine
    ) throws(BootProbeError) -> Profile? {
        guard scenarios.contains(where: \.scalesWorker) else { return nil }
        progress.begin("measuring the worker as a replica", expectedSeconds: 20)
        let services = try launchers.launcher(for: .process)
        let profile = try WorkerMeasurement(plan, services: services, trials: trials).profile()
        progress.finish()
        return profile
    }

    /// Writes the scenarios, and returns their paths.
    private func write(
        _ profile: Profile, _ worker: Profile?, _ replica: ImageManifest
    ) throws(BootProbeError) -> [String] {
        guard let service = profile.service else { preconditionFailure("the profile has a service") }
        let folder = "\(output)/scenarios"
        try FileSystem.createDirectory(folder)
        try ResultFile.write(JSONFormat.encode(profile), to: "\(folder)/\(profile.name).json")
        if let worker { try ResultFile.write(JSONFormat.encode(worker), to: "\(folder)/\(worker.name).json") }
        try SuiteScenario.writePolicies(to: folder, capacity: service.openLoopCapacity)
        var paths: [String] = []
        for scenario in scenarios {
            paths.append(
                try scenario.write(
                    to: folder, profile: "\(profile.name).json", capacity: service.openLoopCapacity,
                    cpuRequest: replica.variant(technology)?.cpus ?? 1, seed: seed))
        }
        return paths
    }
}
