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
        plan.answerTimeoutSeconds = Int(Self.timeoutSeconds(scenario).rounded(.up)) + 1
        self.plan = plan
    }

    /// Runs the scenario several times, each time with the arrivals of another replication; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - technology: How the replicas run; the backing services run as processes.
    ///   - title: What the progress line calls a run, by its number from 1.
    ///   - onRun: Called with all runs so far after each of them, so that what there is can be kept.
    package func run(
        times: Int, technology: Technology, launchers: LauncherSet, progress: ProgressLine, title: (Int) -> String,
        onRun: ([ValidatedRun]) throws(BootProbeError) -> Void
    ) throws(BootProbeError) -> [ValidatedRun] {
        var validated: [ValidatedRun] = []
        for number in 0..<times {
            progress.begin(title(number + 1), expectedSeconds: scenario.duration.seconds + Self.overheadSeconds)
            validated.append(
                try run(
                    number: number, launcher: try launchers.launcher(for: technology),
                    services: try launchers.launcher(for: .process),
                    threads: ProcessInfo.processInfo.activeProcessorCount))
            try onRun(validated)
            progress.finish()
        }
        return validated
    }

    /// Of bringing a stack up and down, and of letting replicas settle.
    private static let overheadSeconds = 20.0

    /// Brings the stack up, runs the scenario live, ends the stack, and simulates; to be called inside a lab.
    ///
    /// - Parameters:
    ///   - number: of the replication whose arrivals are sent; each run has its own.
    ///   - launcher: Brings replicas up.
    ///   - services: Brings the backing services up, as processes.
    ///   - threads: For the simulation's replications.
    package func run(
        number: Int = 0, launcher: any Launcher, services: any Launcher, threads: Int,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(BootProbeError) -> ValidatedRun {
        let (live, log, latencies) = try runLive(
            number, launcher: launcher, services: services, progress: progress)
        progress("simulating the same requests")
        var same = scenario
        same.traffic = live.traffic
        let simulation = Simulation(same)
        let simulated = simulation.run(threads: threads)
        let simulatedLatencies = (0..<simulated.replications.count).flatMap { simulation.latencies(ofReplication: $0) }
        return ValidatedRun(
            live: live, log: log, simulated: simulated, liveLatencies: latencies,
            simulatedLatencies: simulatedLatencies)
    }

    private func runLive(
        _ number: Int, launcher: any Launcher, services: any Launcher,
        progress: @escaping @Sendable (String) -> Void
    ) throws(BootProbeError) -> (run: LiveRun, log: AutoscalerLog, latencies: [Double]) {
        let stack = Stack(plan, launcher: services, progress: progress)
        try stack.up()
        defer { stack.down() }
        let settings = LiveAutoscaler.Settings(
            image: plan.replica, initialReplicas: scenario.service.initialReplicas,
            metrics: scenario.metrics, cpuRequestMilli: scenario.service.cpuRequestMilli)
        let autoscaler = LiveAutoscaler(
            settings, policy: scenario.policy, launcher: launcher, routing: stack.haproxy)
        let load = LoadPlan(
            target: plan.votePage, sendSeconds: arrivals(number),
            timeoutSeconds: Self.timeoutSeconds(scenario), seed: scenario.seed &+ UInt64(number))
        progress("running \(load.sendSeconds.count) requests live")
        var experiment = LiveExperiment(
            plan: load, duration: scenario.duration, objective: scenario.objective, technology: launcher.technology,
            policyName: scenario.policyName)
        experiment.crashes = scenario.crashes
        return try experiment.run(autoscaler)
    }

    private static func timeoutSeconds(_ scenario: Scenario) -> Double {
        scenario.service.requestTimeout?.seconds ?? LiveScenario.longestWaitSeconds
    }

    /// Seconds at which requests are sent: the arrivals of a replication.
    private func arrivals(_ number: Int) -> [Double] {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        return scenario.arrivals(replicationSeed: seed, to: ArrivalList(before: scenario.duration))
            .map { SimTime(nanoseconds: $0).seconds }
    }
}
