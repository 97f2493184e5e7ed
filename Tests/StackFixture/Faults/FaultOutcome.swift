import Foundation
import ScaleSim
import TestSupport
import VotingStack

/// What became of the votes and the services of a run with faults.
struct FaultOutcome: Codable {
    var seed: UInt64
    /// By kind.
    var faults: [String: Int] = [:]
    var sent = 0
    var acknowledged = 0
    var voters = 0
    /// Voters whose acknowledged vote is not stored.
    var lost = 0
    /// Voters of whom an older vote is stored than the last acknowledged one.
    var stale = 0
    /// Stored votes that were not cast.
    var invented = 0
    /// Rows of the table beyond one a voter, and by how many the result page's total is off.
    var doubled = 0
    /// Longest time in which votes were sent and none was acknowledged.
    var longestOutageSeconds = 0.0
    /// From the end of the load until every service worked and every queue was empty.
    var recoverySeconds = 0.0
    /// What had not come back by itself when the patience was over.
    var missing: [String] = []
    /// Option of a voter whose older vote was stored after the newer one.
    var lateOlderVote: String?

    var isRight: Bool { lost + stale + invented + doubled == 0 && missing.isEmpty && lateOlderVote == "b" }

    /// For a terminal.
    var text: String {
        let kinds = faults.sorted { $0.key < $1.key }.map { "  \($0.value) × \($0.key)" }
        let lines = [
            "\(faults.values.reduce(0, +)) faults, seed \(seed)", kinds.joined(separator: "\n"),
            "votes sent       \(sent), by \(voters) voters", "acknowledged     \(acknowledged)",
            "lost             \(lost)", "stale            \(stale)", "invented         \(invented)",
            "doubled          \(doubled)",
            String(format: "longest outage   %.1f s", longestOutageSeconds),
            String(format: "all back after   %.1f s", recoverySeconds),
        ]
        return (lines + missing.map { "did not come back: \($0)" }).joined(separator: "\n")
    }
}

extension FaultOutcome {
    /// Takes in what clients saw and what is stored.
    ///
    /// - Parameters:
    ///   - clock: microseconds since 1970 at an instant of the load, in seconds since its start.
    ///   - pageTotal: votes that the result page shows.
    mutating func audit(
        _ report: LoadReport, of load: LoadPlan, clock: (Double) -> Int64, stored: [VoteAudit.Row], pageTotal: Int
    ) {
        let casts = report.records.enumerated().filter { $0.element.outcome != .shed }.map { index, record in
            let ballot = load.ballot(index)
            return VoteAudit.Cast(
                voter: ballot.voterID, option: ballot.option, sentAt: clock(record.sent),
                acknowledgedAt: record.outcome == .answered ? clock(record.done) : nil)
        }
        let audit = VoteAudit(casts, stored: stored, slack: Self.clockSlackMicroseconds)
        (lost, stale, invented) = (audit.lost, audit.stale, audit.invented)
        doubled = audit.doubled + abs(pageTotal - Set(stored.map(\.voter)).count)
        let answered = report.records.filter { $0.outcome == .answered }
        (sent, acknowledged, voters) = (casts.count, answered.count, Set(casts.map(\.voter)).count)
        longestOutageSeconds = ClientOutage.longest(
            sent: report.records.map(\.sent), acknowledged: answered.map(\.done),
            end: report.records.map(\.done).max() ?? 0)
    }

    /// Far below the time between two votes of a voter; above what a time daemon bends the clock within a run.
    private static let clockSlackMicroseconds: Int64 = 20_000
}
