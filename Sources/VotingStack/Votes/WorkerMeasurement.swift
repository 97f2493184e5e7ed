import BootProbe
import Foundation
import Profiles

/// Measures the worker as a replica that an autoscaler launches: its boots, and how long a vote occupies it.
struct WorkerMeasurement {
    private let plan: StackPlan
    private let services: any Launcher
    private let trials: Int

    /// At ten a second.
    private static let votes = 60
    private static let firstInstance = 6_000
    private static let patienceSeconds = 60.0

    init(_ plan: StackPlan, services: any Launcher, trials: Int) {
        var plan = plan
        plan.keepsCommitTimes = true
        plan.workers = 0
        self.plan = plan
        self.services = services
        self.trials = trials
    }

    /// - Throws: `failed` where no worker came up, or one does not store votes.
    func profile() throws(BootProbeError) -> Profile {
        let stack = Stack(plan, launcher: services)
        try stack.up()
        defer { stack.down() }
        try services.prepare(plan.workerReplica)
        var boots: [IntervalSample] = []
        for number in 0..<trials { boots.append(try boot(number)) }
        let work = try work()
        return Profile(
            image: plan.workerReplica.name, technology: services.technology, accelerator: services.accelerator,
            origin: .measured(campaign: "\(trials) boots and \(Self.votes) votes"), host: try? .current(),
            boot: BootFit.profile(of: boots),
            service: ServiceProfile(
                servers: 1, occupancy: .empirical(values: work), delay: .deterministic(value: 0), throughput: []))
    }

    private func launch(_ number: Int) throws(BootProbeError) -> TimedLaunch {
        try services.timedLaunch(plan.workerReplica, as: InstanceID(number: Self.firstInstance + number))
    }

    private func boot(_ number: Int) throws(BootProbeError) -> IntervalSample {
        let launch = try launch(number)
        defer { try? launch.instance.destroy() }
        guard let seconds = launch.timeToFirstResponse, let earliest = launch.earliestSeconds else {
            throw BootProbeError(
                .failed, "the worker did not come up: \(launch.result.outcome)",
                underlying: launch.instance.consoleTail())
        }
        return IntervalSample(lower: min(earliest, seconds), upper: seconds)
    }

    /// What a vote occupies a worker for that has a long queue, in seconds; ascending.
    private func work() throws(BootProbeError) -> [Double] {
        let start = Date.now.timeIntervalSince1970
        let queue = try VoteQueue.connect(to: plan.redis)
        try queue.push((0..<Self.votes).map { number in Ballot(seed: 78, index: number).queueEntry() })
        let launch = try launch(trials)
        defer { try? launch.instance.destroy() }
        let rows = try VoteTable(at: plan.postgreSQL).rows(
            castFrom: start, awaiting: Self.votes, within: Self.patienceSeconds)
        guard rows.count == Self.votes else {
            throw BootProbeError(
                .failed, "a worker has not stored \(Self.votes) votes within \(Int(Self.patienceSeconds)) s")
        }
        return zip(rows, rows.dropFirst()).map { $1.committedAt - $0.committedAt }.sorted()
    }
}
