import Profiles
import ScaleSim

/// A run of the live stack under a planned load, summed up by the code that sums up simulated runs.
package struct LiveRun: Codable, Sendable, Equatable {
    package static let currentSchema = 1

    package var schema: Int = LiveRun.currentSchema
    package var technology: Technology
    package var policy: String
    package var durationSeconds: Double
    package var objectiveLatencySeconds: Double
    /// Nil for what cannot be seen from outside: when a server took a request on.
    package var figures: Figures<Double?>
    /// How many requests ended in which way, by the names of `TransferOutcome`.
    package var outcomes: [String: Int]
    package var lateness: Lateness
    package var inFlightPeak: Int
    package var series: TimeSeries
    /// Replicas that existed in the mean of each step of the series, whatever they did.
    package var replicasMean: [Double]
    package var decisions: [DecisionRecord]
    package var boots: [LiveBoot]
    package var problems: [String]
    /// The planned send instants, so that the very same requests can be simulated.
    package var arrivalSeconds: [Double]
    /// What `HostPace` says of each second of the run; nil where nobody asked.
    package var hostPaceSeconds: [Double]?
    /// Of all that the host's CPUs could do in each second, the share that they did, for whomever; nil where nobody asked.
    package var hostBusyShares: [Double]?

    /// The same requests as traffic of a simulation.
    package var traffic: Scenario.Traffic {
        .recorded(arrivalSeconds.map { SimTime(seconds: $0) }, duration: SimTime(seconds: durationSeconds))
    }
}

extension LiveRun {
    /// - Parameters:
    ///   - report: of requests that were all planned within `duration`.
    ///   - objective: Latency that requests should not exceed.
    package init(
        technology: Technology, policy: String, report: LoadReport, log: AutoscalerLog, duration: SimTime,
        objective: SimTime, seriesStep: SimTime = SimTime(seconds: 1)
    ) {
        precondition(report.records.allSatisfy { $0.planned < duration.seconds }, "every request is within the run")
        var recorder = LatencyRecorder(objective: objective, step: seriesStep, horizon: duration)
        for (index, record) in report.records.enumerated() {
            let outcome = RequestOutcome(record, index: index)
            recorder.arrive(at: outcome.arrival)
            recorder.record(outcome)
        }
        recorder.finish()
        let history = ReplicaHistory(log.replicas, horizon: duration)
        self.init(
            technology: technology, policy: policy, durationSeconds: duration.seconds,
            objectiveLatencySeconds: objective.seconds,
            figures: Figures(recorder, history, coldStarts: log.replicas.count { $0.launchedAt >= 0 }),
            outcomes: Dictionary(uniqueKeysWithValues: report.outcomes.map { ($0.key.rawValue, $0.value) }),
            lateness: report.lateness, inFlightPeak: report.inFlightPeak, series: TimeSeries(recorder.series, history),
            replicasMean: history.means(step: seriesStep), decisions: log.decisions, boots: log.boots,
            problems: log.problems,
            arrivalSeconds: report.records.map(\.planned))
    }
}

extension RequestOutcome {
    fileprivate init(_ record: RequestRecord, index: Int) {
        let arrival = SimTime(seconds: record.planned).nanoseconds
        // When a server took it on is not known; the figures made of it are left out.
        self.init(
            index: UInt64(index), arrival: arrival, start: arrival,
            end: max(arrival, SimTime(seconds: record.done).nanoseconds), replica: -1,
            ending: record.outcome == .answered ? .answered : .broken)
    }
}

extension Figures<Double?> {
    fileprivate init(_ recorder: LatencyRecorder, _ history: ReplicaHistory, coldStarts: Int) {
        func share(_ part: Int64) -> Double {
            recorder.requests == 0 ? 0 : Double(part) / Double(recorder.requests)
        }
        self.init(
            requests: Double(recorder.requests), failedShare: share(recorder.failed), refusedShare: nil,
            overObjectiveShare: share(recorder.overObjective), latencyMeanSeconds: recorder.meanLatency,
            latencyP50Seconds: recorder.latency(quantile: 0.5), latencyP90Seconds: recorder.latency(quantile: 0.9),
            latencyP95Seconds: recorder.latency(quantile: 0.95), latencyP99Seconds: recorder.latency(quantile: 0.99),
            latencyMaxSeconds: SimTime(nanoseconds: recorder.longestLatency).seconds, waitMeanSeconds: nil,
            queuedShare: nil, utilization: nil, replicaSeconds: history.replicaSeconds,
            peakReplicas: Double(history.peak),
            coldStarts: Double(coldStarts), warmStarts: nil, nodeSeconds: nil, cost: nil)
    }
}
