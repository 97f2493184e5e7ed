import BootProbe
import Foundation
import Profiles
import ScaleSim

/// One scenario twice: live on the voting stack, then simulated with the very same arrivals.
///
/// Nothing is fitted to the live run: the simulation takes from it the instants at which requests were planned to
/// arrive, and all else from profiles that were measured before.
package struct LiveValidation: Sendable {
    /// Traffic, profile, balancing, policy, objective and metrics hold for both runs.
    package let scenario: Scenario
    package let plan: StackPlan

    /// - Parameters:
    ///   - scenario: one that can run live; `LiveScenario` sees to that for those that come from outside.
    ///   - plan: of the stack; it balances, and waits for answers, as the scenario says.
    package init(scenario: Scenario, plan: StackPlan) {
        let refusal = LiveScenario.refusal(scenario)
        precondition(refusal == nil, refusal?.reason ?? "")
        self.scenario = scenario
        var plan = plan
        plan.balancing = scenario.service.balancing
        plan.answerTimeoutSeconds = Int(scenario.clientTimeoutSeconds.rounded(.up)) + 1
        self.plan = plan
    }

    /// Runs the scenario several times, each time with the arrivals of another replication; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - backing: how the services behind the vote page serve, as `measureBacking` found.
    ///   - technology: How the replicas run; the backing services run as processes.
    ///   - title: What the progress line calls a run, by its number from 1.
    ///   - onRun: Called with all runs so far after each of them, so that what there is can be kept.
    package func run(
        times: Int, technology: Technology, launchers: LauncherSet, backing: BackingProfile?, progress: ProgressLine,
        title: (Int) -> String, onRun: ([ValidatedRun]) throws(BootProbeError) -> Void
    ) throws(BootProbeError) -> [ValidatedRun] {
        let services = try launchers.launcher(for: .process)
        var validated: [ValidatedRun] = []
        for number in 0..<times {
            progress.begin(title(number + 1), expectedSeconds: scenario.duration.seconds + Self.overheadSeconds)
            validated.append(
                try run(
                    number: number, launcher: try launchers.launcher(for: technology), services: services,
                    backing: backing, threads: ProcessInfo.processInfo.activeProcessorCount))
            try onRun(validated)
            progress.finish()
        }
        return validated
    }

    /// How the services behind the vote page of `plan` serve; nil where it takes no votes.
    package static func measureBacking(
        _ plan: StackPlan, launchers: LauncherSet, progress: ProgressLine
    ) throws(BootProbeError) -> BackingProfile? {
        guard plan.takesVotes else { return nil }
        progress.begin("measuring worker and result", expectedSeconds: Self.overheadSeconds)
        let profile = try BackingMeasurement(plan, services: try launchers.launcher(for: .process)).run()
        progress.finish()
        return profile
    }

    /// Of bringing a stack up and down, and of letting replicas settle.
    private static let overheadSeconds = 20.0

    /// Runs the scenario live, and simulates it; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - number: of the replication whose arrivals are sent; each run has its own.
    ///   - launcher: Brings replicas up.
    ///   - services: Brings the backing services up, as processes.
    ///   - backing: how those serve; nil leaves out what becomes of votes.
    ///   - threads: For the simulation's replications.
    package func run(
        number: Int = 0, launcher: any Launcher, services: any Launcher, backing: BackingProfile? = nil, threads: Int,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(BootProbeError) -> ValidatedRun {
        let live = try runLive(
            number: number, launcher: launcher, services: services, metersVotes: backing != nil, progress: progress)
        progress("simulating the same requests")
        var validated = SimulatedRuns(of: scenario, like: live.record, backing: backing, threads: threads)
            .validated(live.record)
        validated.log = live.logs[0]
        for number in validated.workers.indices { validated.workers[number].log = live.logs[number + 1] }
        return validated
    }

    /// Brings the stack up, runs the scenario live, and ends the stack; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - number: of the replication whose arrivals are sent.
    ///   - metersVotes: Whether votes are followed to the result page, as they always are where the worker is scaled.
    func runLive(
        number: Int, launcher: any Launcher, services: any Launcher, metersVotes: Bool,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(BootProbeError) -> LiveRuns.Outcome {
        try LiveRuns(scenario: scenario, plan: plan, number: number, metersVotes: metersVotes).run(
            launcher: launcher, services: services, progress: progress)
    }
}
