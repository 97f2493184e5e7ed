import BootProbe
import Foundation

/// Follows the votes of a live run from the page to the result, from its making to `end`.
struct VoteFlowMeter {
    private let plan: StackPlan
    private let watch: ResultWatch
    private let start = WallClock.Reading.now
    /// Votes that were stored before.
    private let before: Int

    /// What was seen of one run.
    struct Outcome {
        var flow: VoteFlow
        /// Each stored vote, with the number of its request.
        var votes: [(request: Int, vote: VoteFlow.Vote)]
    }

    /// Votes that are not stored by then are left out.
    private static let patienceSeconds = 30.0

    /// - Parameter plan: of a stack that is up and keeps the times of commits.
    init(_ plan: StackPlan) throws(BootProbeError) {
        self.plan = plan
        before = try VoteTable(at: plan.postgreSQL).count()
        watch = ResultWatch(plan.resultPage)
    }

    /// Waits until all acknowledged votes are stored and shown, and says what became of them.
    ///
    /// - Parameters:
    ///   - seed: of the run's ballots.
    ///   - origin: the zero of the run's times.
    func end(
        _ records: [RequestRecord], seed: UInt64, origin: HostInstant, durationSeconds: Double
    ) throws(BootProbeError) -> Outcome {
        let acknowledged = records.count { $0.outcome == .answered }
        let rows = try VoteTable(at: plan.postgreSQL).rows(
            castFrom: start.seconds, awaiting: acknowledged, within: Self.patienceSeconds)
        // Until the page has counted the last of them, too.
        Thread.sleep(forTimeInterval: 1.5)
        let clock = WallClock(first: start, last: .now)
        let counts = watch.end()
        let requests = Dictionary(
            uniqueKeysWithValues: records.indices.map { (Ballot(seed: seed, index: $0).voterID, $0) })
        var votes: [(request: Int, vote: VoteFlow.Vote)] = []
        var next = counts[...]
        for (place, row) in rows.enumerated() {
            guard let request = requests[row.voterID] else { continue }
            // The page counts votes, it does not tell them apart: the k-th commit is shown where k more are.
            next = next.drop { $0.total < before + place + 1 }
            votes.append(
                (
                    request,
                    VoteFlow.Vote(
                        planned: records[request].planned, queued: clock.seconds(row.castAt, since: origin),
                        stored: clock.seconds(row.committedAt, since: origin),
                        visible: next.first.map { clock.seconds($0.countedAt, since: origin) })
                ))
        }
        return Outcome(flow: VoteFlow(votes.map(\.vote), durationSeconds: durationSeconds), votes: votes)
    }
}
