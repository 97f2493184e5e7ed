import BootProbe
import Foundation
import Profiles
import ScaleSim
import VotingStack

/// A short live run in which a scripted policy scales out and in again.
struct Live {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws(BootProbeError) -> String {
        try bench.stack.up()
        defer { bench.stack.down() }
        let autoscaler = LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: bench.plan.replica, initialReplicas: 1,
                metrics: MetricsPipeline(scrapeInterval: SimTime(seconds: 1)), cpuRequestMilli: 1000),
            policy: ScriptedPolicy(desired: [1, 3, 3, 3, 3, 3, 1, 1]), launcher: bench.launcher,
            routing: bench.stack.haproxy)
        let experiment = LiveExperiment(
            plan: LoadPlan(
                target: bench.plan.votePage, sendSeconds: (0..<400).map { Double($0) * 0.025 }, seed: 5),
            duration: SimTime(seconds: 10.5))
        let outcome = try experiment.run([autoscaler])
        return try Bench.line(
            LiveRun(
                technology: .process, policy: "scripted", report: outcome.report, log: outcome.logs[0],
                duration: experiment.duration, objective: SimTime(seconds: 0.5)))
    }
}

/// Wants each of the given numbers in turn, one a second, then the last for ever.
private struct ScriptedPolicy: ScalingPolicy {
    let evaluationIntervalSeconds = 1.0
    var desired: [Int]

    mutating func decide(_ observation: Observation) -> Decision {
        let wanted = desired.count > 1 ? desired.removeFirst() : desired[0]
        return Decision(desired: wanted, reason: "scripted")
    }
}
