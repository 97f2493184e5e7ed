import Foundation
import Synchronization

/// What a worker has done since its start, in Prometheus's text format (version 0.0.4).
package final class WorkerMetrics: Sendable {
    private struct State {
        var isConnected = false
        var stored = 0
        var superseded = 0
        var rejected = 0
        var batches = 0
        var takenOver = 0
        var reconnections: [String: Int] = ["redis": 0, "postgresql": 0]
        var commit = PrometheusHistogram(bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5])
        var age = PrometheusHistogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300])
    }

    private let state = Mutex(State())

    package init() {}

    /// - Parameters:
    ///   - entries: of the queue that the batch was made of.
    ///   - duration: of the transaction.
    ///   - now: when it was committed, by the clock of the replicas.
    package func countStored(_ batch: Batch, entries: Int, taking duration: Duration, at now: Date) {
        let microseconds = now.timeIntervalSince1970 * 1e6
        state.withLock { state in
            state.stored += batch.votes.count
            state.rejected += batch.rejected.count
            state.superseded += entries - batch.votes.count - batch.rejected.count
            state.batches += 1
            state.commit.record(duration / .seconds(1))
            for vote in batch.votes {
                state.age.record(max(0, microseconds - Double(vote.castAtMicroseconds)) / 1e6)
            }
        }
    }

    /// Whether there are connections to both databases.
    package func setConnected(_ isConnected: Bool) { state.withLock { $0.isConnected = isConnected } }

    package func countTakenOver(_ entries: Int) { state.withLock { $0.takenOver += entries } }

    package func countReconnection(after error: WorkerError) {
        let database =
            switch error {
            case .redis: "redis"
            case .postgreSQL, .metrics: "postgresql"
            }
        state.withLock { $0.reconnections[database, default: 0] += 1 }
    }

    package var text: String {
        let state = state.withLock { $0 }
        var text = PrometheusText()
        text.gauge(
            "voting_worker_connected", "Whether there are connections to both databases.", state.isConnected ? 1 : 0)
        text.counter("voting_worker_votes_stored_total", "Votes committed to PostgreSQL.", state.stored)
        text.counter(
            "voting_worker_votes_superseded_total", "Votes of which the same batch had a later one.", state.superseded)
        text.counter(
            "voting_worker_entries_rejected_total", "Entries of the queue that are no votes.", state.rejected)
        text.counter("voting_worker_batches_total", "Transactions.", state.batches)
        text.counter(
            "voting_worker_votes_taken_over_total", "Votes taken over from workers that have died.", state.takenOver)
        text.counters(
            "voting_worker_reconnections_total", "Connections that failed, by database.", label: "database",
            state.reconnections)
        text.histogram("voting_worker_commit_seconds", "Time of a transaction.", state.commit)
        text.histogram(
            "voting_worker_vote_age_seconds", "From the instant of a vote to its commit.", state.age)
        return text.text
    }
}
