import BootProbe
import Foundation
import FoundationNetworking
import VotingStack

/// How fast workers empty a long queue into PostgreSQL, and what becomes of the list of one that dies for good.
struct WorkerRate {
    struct Outcome: Codable {
        var votes: Int
        var workers: Int
        var seconds: Double
        var votesPerSecond: Double
        /// Each worker's own count of what it took over from others.
        var takenOver: [Int]
        /// Stored votes that were not cast so, or missing.
        var wrong: Int
    }

    private let bench: Bench
    private let votes: Int
    private let orphans: Int

    /// - Parameter orphans: votes on the list of a worker that is not there any more.
    init(_ bench: Bench, votes: Int, orphans: Int = 0) {
        self.bench = bench
        self.votes = votes
        self.orphans = orphans
    }

    func run() throws(BootProbeError) -> String {
        try bench.stack.up()
        defer { bench.stack.down() }
        let queue = try VoteQueue.connect(to: bench.plan.redis)
        let database = try VoteTable(at: bench.plan.postgreSQL)
        if orphans > 0 {
            try queue.push(entries(votes..<votes + orphans), to: "votes:processing:dead")
            try queue.add("dead", to: "votes:workers")
        }
        let start = HostInstant.now
        for first in stride(from: 0, to: votes, by: 1000) {
            try queue.push(entries(first..<min(votes, first + 1000)))
        }
        while try database.count() < votes + orphans {
            guard HostInstant.now.seconds(since: start) < 120 else {
                throw BootProbeError(.failed, "the workers have not emptied the queue within two minutes")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        let seconds = HostInstant.now.seconds(since: start)
        let stored = try database.options()
        let wrong = (0..<votes + orphans).count { number in
            let ballot = Ballot(seed: 3, index: number)
            return stored[ballot.voterID] != ballot.option
        }
        return try Bench.line(
            Outcome(
                votes: votes, workers: bench.plan.workers, seconds: seconds, votesPerSecond: Double(votes) / seconds,
                takenOver: (1...bench.plan.workers).map(takenOver), wrong: wrong))
    }

    private func entries(_ numbers: Range<Int>) -> [String] {
        numbers.map { Ballot(seed: 3, index: $0).queueEntry(castAt: $0) }
    }

    /// As the worker's metrics say; −1 where they do not.
    private func takenOver(_ worker: Int) -> Int {
        let page = "http://\(bench.plan.workerMetrics(worker))/metrics"
        guard let url = URL(string: page), let data = try? Data(contentsOf: url) else { return -1 }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("voting_worker_votes_taken_over_total ") }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? -1
    }
}
