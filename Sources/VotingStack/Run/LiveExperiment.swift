import BootProbe
import Foundation
import Profiles
import ScaleSim

/// One run of a planned load against a running stack whose replicas an autoscaler starts and ends.
package struct LiveExperiment: Sendable {
    package var plan: LoadPlan
    package var duration: SimTime
    /// Latency that requests should not exceed.
    package var objective: SimTime
    package var technology: Technology
    /// What the policy is called in results.
    package var policyName: String
    /// When, and how many of the ready replicas.
    package var crashes: [(time: SimTime, replicas: Int)] = []

    package init(
        plan: LoadPlan, duration: SimTime, objective: SimTime, technology: Technology, policyName: String
    ) {
        self.plan = plan
        self.duration = duration
        self.objective = objective
        self.technology = technology
        self.policyName = policyName
    }

    /// Brings the initial replicas up, sends the load, and ends all replicas. It blocks the calling thread.
    ///
    /// - Returns: what happened, and the latencies of the answered requests in seconds.
    /// - Throws: `failed` where an initial replica did not come up; nothing is left running.
    package func run(
        _ autoscaler: LiveAutoscaler
    ) throws(BootProbeError) -> (run: LiveRun, log: AutoscalerLog, latencies: [Double]) {
        let report: LoadReport
        do throws(BootProbeError) {
            try autoscaler.startInitialReplicas()
            Thread.sleep(forTimeInterval: Self.settlingSeconds)
            report = try sendLoad(autoscaler)
        } catch {
            _ = autoscaler.end()
            throw error
        }
        let log = autoscaler.end()
        let run = LiveRun(
            technology: technology, policy: policyName, report: report, log: log, duration: duration,
            objective: objective)
        return (run, log, report.records.filter { $0.outcome == .answered }.map(\.latency))
    }

    /// After its first answer a replica is still busy bringing up its other workers; the simulator's initial replicas
    /// have been idle for long.
    private static let settlingSeconds = 5.0

    /// Time for the threads to be where they should be when the run begins.
    private static let leadSeconds = 0.2

    private func sendLoad(_ autoscaler: LiveAutoscaler) throws(BootProbeError) -> LoadReport {
        let origin = HostInstant.now.advanced(bySeconds: Self.leadSeconds)
        let generator = LoadGenerator(plan: plan)
        let load = DedicatedThread(name: "load") { () throws(BootProbeError) in try generator.run(from: origin) }
        autoscaler.begin(at: origin)
        autoscaler.run(until: duration, crashes: crashes)
        return try load.wait()
    }
}
