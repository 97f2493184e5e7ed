import BootProbe
import Profiles
import ScaleSim

/// The live side of a suite: what is not there yet is measured and run.
struct SuiteLiveRuns {
    let suite: ValidationSuite
    let folder: SuiteFolder
    let images: DemoImages
    let launchers: LauncherSet
    let run: RunDirectory
    let cancellation: Cancellation
    let progress: ProgressLine

    /// Measures the replica where this is the first scenario of its round.
    func record(of scenario: SuiteScenario, in round: SuiteRound) throws -> LiveRecord {
        if let record = try round.record(of: scenario) { return record }
        if try round.profile() == nil { try measureReplica(round) }
        guard let profile = try round.profile(), let service = profile.service else {
            preconditionFailure("a measured replica has a profile with a service")
        }
        let plan = try images.stackPlan(vote: images.replica, in: run)
        let backing = try backing(plan)
        let identity = try identity(capacity: service.openLoopCapacity)
        try round.write(
            scenario, profile, worker: scenario.scalesWorker ? worker(plan) : nil,
            cpuRequest: images.replica.variant(suite.technology)?.cpus ?? 1, identity)
        let read = try LiveScenario.read(contentsOf: round.scenarioPath(scenario))
        progress.begin(
            "\(scenario.name), round \(round.number) of \(suite.rounds)",
            expectedSeconds: read.duration.seconds + Self.overheadSeconds)
        let outcome = try LiveValidation(scenario: read, plan: plan).runLive(
            number: round.number - 1, launcher: launchers.launcher(for: suite.technology),
            services: launchers.launcher(for: .process), metersVotes: backing != nil)
        try cancellation.check()
        try round.keep(outcome, of: scenario)
        progress.finish()
        return outcome.record
    }

    /// Of bringing a stack up and down, and of letting replicas settle.
    private static let overheadSeconds = 10.0

    private func measureReplica(_ round: SuiteRound) throws(BootProbeError) {
        try FileSystem.createDirectory(round.path)
        try ReplicaMeasurement(
            images, technology: suite.technology, trials: suite.trials, seed: suite.seed &+ UInt64(round.number)
        ).run(launchers, run: run, folder: round.path, cancellation: cancellation, progress: progress)
    }

    private func identity(capacity: Double) throws(BootProbeError) -> SuiteFolder.Identity {
        if let known = try folder.identity(technology: suite.technology, seed: suite.seed) { return known }
        let identity = SuiteFolder.Identity(
            technology: suite.technology, seed: suite.seed, capacity: capacity)
        try folder.write(identity)
        return identity
    }

    private func backing(_ plan: StackPlan) throws(BootProbeError) -> BackingProfile? {
        if let known = try folder.backing() { return known }
        let measured = try LiveValidation.measureBacking(plan, launchers: launchers, progress: progress)
        if let measured { try folder.write(measured) }
        return measured
    }

    private func worker(_ plan: StackPlan) throws(BootProbeError) -> Profile {
        if let known = try folder.worker() { return known }
        progress.begin("measuring the worker as a replica", expectedSeconds: 20)
        let services = try launchers.launcher(for: .process)
        let profile = try WorkerMeasurement(plan, services: services, trials: suite.trials).profile()
        try folder.write(worker: profile)
        progress.finish()
        return profile
    }
}
