import BootProbe
import Foundation

/// Measures how worker, PostgreSQL and the result page serve, with a stack of their own.
struct BackingMeasurement {
    private let plan: StackPlan
    private let services: any Launcher

    private static let single = 150
    private static let rate = 15.0
    private static let burst = 3_000
    private static let batchMax = 500
    private static let patienceSeconds = 30.0

    init(_ plan: StackPlan, services: any Launcher) {
        var plan = plan
        plan.keepsCommitTimes = true
        plan.workers = 1
        self.plan = plan
        self.services = services
    }

    /// Takes about 15 s.
    func run() throws(BootProbeError) -> BackingProfile {
        let stack = Stack(plan, launcher: services)
        try stack.up()
        defer { stack.down() }
        let start = Date.now.timeIntervalSince1970
        let watch = ResultWatch(plan.resultPage)
        let queue = try VoteQueue.connect(to: plan.redis)
        try pushSingly(to: queue)
        try queue.push((Self.single..<Self.single + Self.burst).map(entry))
        let count = Self.single + Self.burst
        let rows = try VoteTable(at: plan.postgreSQL).rows(
            castFrom: start, awaiting: count, within: Self.patienceSeconds)
        guard rows.count >= count else {
            throw BootProbeError(
                .failed, "the worker has not stored \(count) votes within \(Int(Self.patienceSeconds)) s")
        }
        return try profile(rows, watch.end())
    }

    private func pushSingly(to queue: borrowing VoteQueue) throws(BootProbeError) {
        let random = SeededRandom(seed: 1)
        for number in 0..<Self.single {
            Thread.sleep(forTimeInterval: -log(1 - random.unit()) / Self.rate)
            try queue.push([entry(number)])
        }
        Thread.sleep(forTimeInterval: 0.5)
    }

    private func entry(_ number: Int) -> String { Ballot(seed: 77, index: number).queueEntry() }

    private func profile(
        _ rows: [VoteTable.Row], _ counts: [ResultCount]
    ) throws(BootProbeError) -> BackingProfile {
        let single = rows.prefix(Self.single).map { $0.committedAt - $0.castAt }.sorted()
        // From the first of the burst's transactions, whose votes were still being queued, to the last.
        let commits = rows.dropFirst(Self.single).map(\.committedAt)
        let first = commits.first ?? 0
        let later = commits.count { $0 > first }
        let transactions = (Double(later) / Double(Self.batchMax)).rounded(.up)
        let seconds = (commits.last ?? 0) - first - transactions * (single.first ?? 0)
        let gaps = zip(counts, counts.dropFirst()).map { $1.countedAt - $0.countedAt }.sorted()
        guard !single.isEmpty, later > 0, !gaps.isEmpty else {
            throw BootProbeError(.failed, "the services behind the vote page were too slow to be measured")
        }
        let cycle = gaps[gaps.count / 2]
        return BackingProfile(
            storeSeconds: single, furtherVoteSeconds: max(0, seconds / Double(later)), countCycleSeconds: cycle,
            // The page waits a second after each count.
            countSeconds: max(0, cycle - 1))
    }
}
