import BootProbe
import Foundation
import Profiles
import ScaleSim

/// The live side of a validation: one run of a scenario on a stack of its own.
struct LiveRuns {
    let scenario: Scenario
    let plan: StackPlan
    /// Of the replication whose arrivals are sent.
    let number: Int
    /// Whether votes are followed to the result page, as they must be where the worker is scaled.
    let metersVotes: Bool

    init(scenario: Scenario, plan: StackPlan, number: Int, metersVotes: Bool) {
        self.scenario = scenario
        self.number = number
        self.metersVotes = metersVotes || scenario.worker != nil
        var plan = plan
        plan.keepsCommitTimes = self.metersVotes
        if scenario.worker != nil { plan.workers = 0 }
        self.plan = plan
    }

    /// What one run leaves.
    struct Outcome {
        var record: LiveRecord
        /// Of the vote page, and of the worker where that is scaled.
        var logs: [AutoscalerLog]
    }

    func run(
        launcher: any Launcher, services: any Launcher, progress: @escaping @Sendable (String) -> Void
    ) throws(BootProbeError) -> Outcome {
        let stack = Stack(plan, launcher: services, progress: progress)
        try stack.up()
        defer { stack.down() }
        var autoscalers = [pageAutoscaler(launcher, stack)]
        if let worker = scenario.worker { autoscalers.append(workerAutoscaler(worker, services)) }
        let load = LoadPlan(
            target: plan.votePage, sendSeconds: arrivals, timeoutSeconds: scenario.clientTimeoutSeconds,
            seed: ballotSeed)
        progress("running \(load.sendSeconds.count) requests live")
        var experiment = LiveExperiment(plan: load, duration: scenario.duration)
        experiment.crashes = scenario.crashes
        var meter: VoteFlowMeter?
        var votes: VoteFlowMeter.Outcome?
        let (outcome, pace) = try HostPace.during { () throws(BootProbeError) in
            try experiment.run(autoscalers) { () throws(BootProbeError) in
                if metersVotes { meter = try VoteFlowMeter(plan) }
            } onLoadEnd: { report, origin throws(BootProbeError) in
                votes = try meter?.end(
                    report.records, seed: load.seed, origin: origin, durationSeconds: scenario.duration.seconds)
            }
        }
        var record = record(outcome, votes, launcher.technology)
        let seconds = Int(scenario.duration.seconds.rounded(.up))
        record.page.run.hostPaceSeconds = pace.perSecond(from: outcome.origin, count: seconds)
        record.page.run.hostBusyShares = pace.busyShares(from: outcome.origin, count: seconds)
        return Outcome(record: record, logs: outcome.logs)
    }

    private func record(
        _ outcome: LiveExperiment.Outcome, _ votes: VoteFlowMeter.Outcome?, _ technology: Technology
    ) -> LiveRecord {
        let page = part(outcome.report, outcome.logs[0], technology, scenario.policyName)
        guard let worker = scenario.worker, let votes else { return LiveRecord(page: page, flow: votes?.flow) }
        let duration = scenario.duration.seconds
        let stored = votes.votes.map(\.vote).filter { (0..<duration).contains($0.queued) }
            .sorted { $0.queued < $1.queued }
            .map {
                RequestRecord(planned: $0.queued, sent: $0.queued, done: $0.stored, status: 200, outcome: .answered)
            }
        return LiveRecord(
            page: page, flow: votes.flow,
            worker: part(
                LoadReport(records: stored, inFlightPeak: votes.flow.queuedPeak), outcome.logs[1], .process,
                worker.policyName))
    }

    private func part(
        _ report: LoadReport, _ log: AutoscalerLog, _ technology: Technology, _ policy: String
    ) -> LiveRecord.Part {
        LiveRecord.Part(
            run: LiveRun(
                technology: technology, policy: policy, report: report, log: log, duration: scenario.duration,
                objective: scenario.objective),
            latencySeconds: report.records.filter { $0.outcome == .answered }.map(\.latency))
    }

    // MARK: What is run

    private func pageAutoscaler(_ launcher: any Launcher, _ stack: Stack) -> LiveAutoscaler {
        LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: plan.replica, initialReplicas: scenario.service.initialReplicas,
                metrics: scenario.metrics(of: 0),
                cpuRequestMilli: scenario.service.cpuRequestMilli),
            policy: scenario.policy, launcher: launcher, routing: stack.haproxy)
    }

    private func workerAutoscaler(_ worker: Service, _ services: any Launcher) -> LiveAutoscaler {
        LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: plan.workerReplica, initialReplicas: worker.model.initialReplicas,
                metrics: scenario.metrics(of: Scenario.workerNumber), cpuRequestMilli: worker.model.cpuRequestMilli,
                firstInstance: Self.firstWorker),
            policy: worker.policy, launcher: services, routing: QueueRouting(at: plan.redis))
    }

    /// Unlike that of other scenarios and runs, whose votes are in the same database.
    private var ballotSeed: UInt64 {
        NameHash.of(scenario.name) &+ scenario.seed &+ UInt64(number) &* 0x9e37_79b9
    }

    /// Apart from the numbers of vote replicas and of the stack's services.
    private static let firstWorker = 5_000

    /// Seconds at which requests are sent: the arrivals of a replication.
    private var arrivals: [Double] {
        let seed = RandomStream.replicationSeed(seed: scenario.seed, number: number)
        return scenario.arrivals(replicationSeed: seed, to: ArrivalList(before: scenario.duration))
            .map { SimTime(nanoseconds: $0).seconds }
    }
}
