import BootProbe
import Foundation
import VotingStack

/// A vote that is stored only after a newer one of the same voter.
struct LateVote {
    let plan: StackPlan

    /// Queues a vote, then an older one of the same voter, each once those before it are stored.
    ///
    /// - Returns: the option that the voter then has.
    func store() throws(BootProbeError) -> String? {
        let database = try VoteTable(at: plan.postgreSQL)
        let queue = try VoteQueue.connect(to: plan.redis)
        try queue.push([#"{"voter_id": "late", "vote": "b", "cast_at": 2000000}"#])
        try awaitVoter("late", database)
        try queue.push([#"{"voter_id": "late", "vote": "a", "cast_at": 1000000}"#])
        try queue.push([#"{"voter_id": "last", "vote": "a", "cast_at": 1000000}"#])
        try awaitVoter("last", database)
        return try database.options()["late"]
    }

    private func awaitVoter(_ voter: String, _ database: borrowing VoteTable) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: 20)
        while try database.options()[voter] == nil {
            guard HostInstant.now < deadline else { throw BootProbeError(.failed, "a queued vote was not stored") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
