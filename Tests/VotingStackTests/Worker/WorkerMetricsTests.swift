import Foundation
import Testing
import VotingWorker

@Suite("A worker's metrics")
struct WorkerMetricsTests {
    @Test("count what was stored, replaced within a batch, and refused, and how old votes were")
    func counts() {
        let metrics = WorkerMetrics()
        let cast = 1_700_000_000_000_000
        let payloads = [
            #"{"voter_id": "x", "vote": "a", "cast_at": \#(cast)}"#,
            #"{"voter_id": "x", "vote": "b", "cast_at": \#(cast + 1)}"#,
            #"{"voter_id": "y", "vote": "b", "cast_at": \#(cast + 500_000)}"#, "no vote",
        ].map { Array($0.utf8) }
        metrics.countStored(
            Batch(payloads: payloads), entries: 4, taking: .milliseconds(3),
            at: Date(timeIntervalSince1970: 1_700_000_002))
        metrics.countTakenOver(7)
        metrics.countReconnection(after: .redis("gone"))
        let lines = metrics.text.split(separator: "\n")
        for line in [
            "voting_worker_votes_stored_total 2", "voting_worker_votes_superseded_total 1",
            "voting_worker_entries_rejected_total 1", "voting_worker_batches_total 1",
            "voting_worker_votes_taken_over_total 7", #"voting_worker_reconnections_total{database="redis"} 1"#,
            #"voting_worker_reconnections_total{database="postgresql"} 0"#,
            #"voting_worker_commit_seconds_bucket{le="0.0025"} 0"#,
            #"voting_worker_commit_seconds_bucket{le="0.005"} 1"#,
            #"voting_worker_vote_age_seconds_bucket{le="1.0"} 0"#,
            #"voting_worker_vote_age_seconds_bucket{le="2.5"} 2"#,
            #"voting_worker_vote_age_seconds_bucket{le="+Inf"} 2"#, "voting_worker_vote_age_seconds_count 2",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
    }

    @Test("name and describe each metric once, in front of its values")
    func format() {
        let text = WorkerMetrics().text
        #expect(text.hasSuffix("\n"))
        var described: Set<Substring> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                #expect(described.insert(line.split(separator: " ")[2]).inserted)
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(
                    described.contains {
                        name == $0 || ["_bucket", "_sum", "_count"].contains(name.dropFirst($0.count))
                    },
                    "\(line)")
                #expect(Double(line.split(separator: " ").last ?? "") != nil)
            }
        }
    }

    @Test("a histogram counts a value at a bound below it, and all of them in the end")
    func histogram() {
        var histogram = PrometheusHistogram(bounds: [1, 2])
        for value in [0.5, 1, 1.5, 2, 3] { histogram.record(value) }
        #expect(histogram.cumulative == [2, 4] && histogram.count == 5 && histogram.sum == 8)
    }
}
