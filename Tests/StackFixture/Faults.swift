import BootProbe
import Foundation
import ScaleSim
import VotingStack

/// Votes while services are killed and come back: every vote that was acknowledged must be stored once.
struct Faults {
    struct Outcome: Codable {
        var acknowledged: Int
        var stored: Int
        /// Acknowledged but not stored, or stored with another option.
        var lost: Int
        /// Stored but never cast.
        var invented: Int
        var outcomes: [String: Int]
        /// Option of a voter whose older vote was stored after the newer one.
        var lateOlderVote: String?
    }

    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws(BootProbeError) -> String {
        try bench.stack.up()
        defer { bench.stack.down() }
        let replicas = LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: bench.plan.replica, initialReplicas: 2, metrics: MetricsPipeline(), cpuRequestMilli: 1000),
            policy: StaticPolicy(replicas: 2), launcher: bench.launcher, routing: bench.stack.haproxy)
        defer { _ = replicas.end() }
        try replicas.startInitialReplicas()
        let load = LoadPlan(
            target: bench.plan.votePage, sendSeconds: (0..<1_000).map { Double($0) * 0.012 }, seed: 11)
        let thread = DedicatedThread(name: "load") { () throws(BootProbeError) in
            try LoadGenerator(plan: load).run(from: .now)
        }
        for service in ["worker", "postgresql", "redis", "worker", "haproxy", "postgresql", "redis", "worker"] {
            Thread.sleep(forTimeInterval: 0.4)
            try bench.stack.restart(service, afterSeconds: 0.3)
            // A restarted HAProxy has no servers until a scrape finds that out.
            replicas.scrape(at: .zero)
        }
        return try Bench.line(try outcome(of: try thread.wait(), load))
    }

    private func outcome(of report: LoadReport, _ load: LoadPlan) throws(BootProbeError) -> Outcome {
        let database = try StoredVotes(in: bench.plan)
        var acknowledged: [String: String] = [:]
        var cast: [String: String] = [:]
        for (index, record) in report.records.enumerated() {
            let ballot = Ballot(seed: load.seed, index: index)
            cast[ballot.voterID] = ballot.option
            if record.outcome == .answered { acknowledged[ballot.voterID] = ballot.option }
        }
        let deadline = HostInstant.now.advanced(bySeconds: 20)
        var stored = try database.all()
        // Not by their number: among the stored ones are votes whose acknowledgement was lost with HAProxy.
        while acknowledged.contains(where: { stored[$0.key] == nil }), HostInstant.now < deadline {
            Thread.sleep(forTimeInterval: 0.1)
            stored = try database.all()
        }
        return Outcome(
            acknowledged: acknowledged.count, stored: stored.count,
            lost: acknowledged.count { stored[$0.key] != $0.value },
            invented: stored.count { cast[$0.key] != $0.value },
            outcomes: Dictionary(uniqueKeysWithValues: report.outcomes.map { ($0.key.rawValue, $0.value) }),
            lateOlderVote: try storeOutOfOrder(database))
    }

    /// Queues a vote, then an older one of the same voter, each once those before it are stored.
    private func storeOutOfOrder(_ database: borrowing StoredVotes) throws(BootProbeError) -> String? {
        let queue = try VoteQueue(in: bench.plan)
        try queue.push(#"{"voter_id": "late", "vote": "b", "cast_at": 2000000}"#)
        try awaitVoter("late", database)
        try queue.push(#"{"voter_id": "late", "vote": "a", "cast_at": 1000000}"#)
        try queue.push(#"{"voter_id": "last", "vote": "a", "cast_at": 1000000}"#)
        try awaitVoter("last", database)
        return try database.all()["late"]
    }

    private func awaitVoter(_ voter: String, _ database: borrowing StoredVotes) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: 20)
        while try database.all()[voter] == nil {
            guard HostInstant.now < deadline else { throw BootProbeError(.failed, "a queued vote was not stored") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
