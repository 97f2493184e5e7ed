import BootProbe
import Foundation
import Profiles
import ScaleSim

/// One scenario twice: live on the voting stack, then simulated with the very same arrivals.
///
/// Nothing is fitted to the live run: the simulation takes from it the instants at which requests were planned to
/// arrive, and all else from profiles that were measured before.
package struct LiveValidation: Sendable {
    /// Both runs and how far they are apart.
    package struct Outcome: Sendable {
        package var live: LiveRun
        package var log: AutoscalerLog
        package var simulated: SimulationResult
        package var report: ValidationReport
    }

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
        plan.answerTimeoutSeconds = Int(Self.timeoutSeconds(scenario).rounded(.up)) + 1
        self.plan = plan
    }

    /// Brings the stack up, runs the scenario live, ends the stack, and simulates; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - launcher: Brings replicas up.
    ///   - services: Brings the backing services up, as processes.
    ///   - threads: For the simulation's replications.
    package func run(
        launcher: any Launcher, services: any Launcher, threads: Int,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(BootProbeError) -> Outcome {
        let (live, log) = try runLive(launcher: launcher, services: services, progress: progress)
        progress("simulating the same requests")
        var same = scenario
        same.traffic = live.traffic
        let simulated = Simulation(same).run(threads: threads)
        return Outcome(
            live: live, log: log, simulated: simulated, report: ValidationReport(live: live, simulated: simulated))
    }

    private func runLive(
        launcher: any Launcher, services: any Launcher, progress: @escaping @Sendable (String) -> Void
    ) throws(BootProbeError) -> (LiveRun, AutoscalerLog) {
        let stack = Stack(plan, launcher: services, progress: progress)
        try stack.up()
        defer { stack.down() }
        let settings = LiveAutoscaler.Settings(
            image: plan.replica, initialReplicas: scenario.service.initialReplicas,
            metrics: scenario.metrics, cpuRequestMilli: scenario.service.cpuRequestMilli)
        let autoscaler = LiveAutoscaler(
            settings, policy: scenario.policy, launcher: launcher, routing: stack.haproxy)
        let load = LoadPlan(
            target: plan.votePage, sendSeconds: arrivals,
            timeoutSeconds: Self.timeoutSeconds(scenario), seed: scenario.seed)
        progress("running \(load.sendSeconds.count) requests live")
        let experiment = LiveExperiment(
            plan: load, duration: scenario.duration, objective: scenario.objective, technology: launcher.technology,
            policyName: scenario.policyName)
        return try experiment.run(autoscaler)
    }

    private static func timeoutSeconds(_ scenario: Scenario) -> Double {
        scenario.service.requestTimeout?.seconds ?? LiveScenario.longestWaitSeconds
    }

    /// Seconds at which requests are sent: the first replication's arrivals.
    private var arrivals: [Double] {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: 0)
        return scenario.arrivals(replicationSeed: seed, to: ArrivalList(before: scenario.duration))
            .map { SimTime(nanoseconds: $0).seconds }
    }
}
