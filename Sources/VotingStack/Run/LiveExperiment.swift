import BootProbe
import Foundation
import Profiles
import ScaleSim

/// One run of a planned load against a running stack whose replicas autoscalers start and end.
package struct LiveExperiment: Sendable {
    package var plan: LoadPlan
    package var duration: SimTime
    /// When, and how many of the ready replicas of the first autoscaler.
    package var crashes: [(time: SimTime, replicas: Int)] = []

    /// What a run tells.
    package struct Outcome: Sendable {
        package var report: LoadReport
        /// One an autoscaler.
        package var logs: [AutoscalerLog]
        /// The zero of the run's times.
        package var origin: HostInstant
    }

    package init(plan: LoadPlan, duration: SimTime) {
        self.plan = plan
        self.duration = duration
    }

    /// Brings the initial replicas up, sends the load, and ends all replicas. It blocks the calling thread.
    ///
    /// - Parameters:
    ///   - autoscalers: of the vote page, and of others.
    ///   - onBegin: called before the load, when the initial replicas are there.
    ///   - onLoadEnd: called when all requests have ended, and the replicas are still there.
    /// - Throws: `failed` where an initial replica did not come up; nothing is left running.
    package func run(
        _ autoscalers: [LiveAutoscaler], onBegin: () throws(BootProbeError) -> Void = {},
        onLoadEnd: (LoadReport, HostInstant) throws(BootProbeError) -> Void = { _, _ in }
    ) throws(BootProbeError) -> Outcome {
        do throws(BootProbeError) {
            for autoscaler in autoscalers { try autoscaler.startInitialReplicas() }
            Thread.sleep(forTimeInterval: Self.settlingSeconds)
            try onBegin()
            let origin = HostInstant.now.advanced(bySeconds: Self.leadSeconds)
            let report = try sendLoad(autoscalers, from: origin)
            try onLoadEnd(report, origin)
            return Outcome(report: report, logs: autoscalers.map { $0.end() }, origin: origin)
        } catch {
            for autoscaler in autoscalers { _ = autoscaler.end() }
            throw error
        }
    }

    /// After its first answer a replica is still busy bringing up its other workers; the simulator's initial replicas
    /// have been idle for long.
    private static let settlingSeconds = 5.0

    /// Time for the threads to be where they should be when the run begins.
    private static let leadSeconds = 0.2

    private func sendLoad(
        _ autoscalers: [LiveAutoscaler], from origin: HostInstant
    ) throws(BootProbeError) -> LoadReport {
        let generator = LoadGenerator(plan: plan)
        let load = DedicatedThread(name: "load") { () throws(BootProbeError) in try generator.run(from: origin) }
        for autoscaler in autoscalers { autoscaler.begin(at: origin) }
        let (duration, crashes) = (duration, crashes)
        let threads = autoscalers.enumerated().map { number, autoscaler in
            DedicatedThread<Void, Never>(name: "autoscaler \(number)") {
                autoscaler.run(until: duration, crashes: number == 0 ? crashes : [])
            }
        }
        for thread in threads { thread.wait() }
        return try load.wait()
    }
}
