import TestSupport
import Testing

@Suite("The audit of votes after faults")
struct VoteAuditTests {
    private func cast(_ option: String, _ sentAt: Int64, _ acknowledgedAt: Int64? = nil) -> VoteAudit.Cast {
        VoteAudit.Cast(voter: "v", option: option, sentAt: sentAt, acknowledgedAt: acknowledgedAt)
    }

    private func row(_ option: String, _ takenAt: Int64) -> VoteAudit.Row {
        VoteAudit.Row(voter: "v", option: option, takenAt: takenAt)
    }

    private func counts(_ audit: VoteAudit) -> [Int] { [audit.lost, audit.stale, audit.invented, audit.doubled] }

    @Test("finds no fault with the last acknowledged vote of a voter")
    func right() {
        let casts = [cast("a", 100, 110), cast("b", 200, 210)]
        #expect(counts(VoteAudit(casts, stored: [row("b", 205)])) == [0, 0, 0, 0])
        #expect(counts(VoteAudit([], stored: [])) == [0, 0, 0, 0])
    }

    @Test("counts an acknowledged vote without a row as lost, and not one that failed")
    func lost() {
        #expect(counts(VoteAudit([cast("a", 100, 110)], stored: [])) == [1, 0, 0, 0])
        #expect(counts(VoteAudit([cast("a", 100)], stored: [])) == [0, 0, 0, 0])
    }

    @Test("counts a row older than an acknowledged vote as stale, whatever the options")
    func stale() {
        for option in ["a", "b"] {
            let casts = [cast("a", 100, 110), cast(option, 200, 210)]
            #expect(counts(VoteAudit(casts, stored: [row("a", 105)])) == [0, 1, 0, 0])
        }
        // One that failed may have been taken, but not instead of what was acknowledged after it.
        #expect(counts(VoteAudit([cast("a", 100), cast("b", 200, 210)], stored: [row("a", 105)])) == [0, 1, 0, 0])
    }

    @Test("lets a vote that failed win where it may have been taken last", arguments: [205, 1000])
    func unacknowledged(takenAt: Int64) {
        let later = [cast("a", 100, 110), cast("b", 200)]
        #expect(counts(VoteAudit(later, stored: [row("b", takenAt)])) == [0, 0, 0, 0])
        #expect(counts(VoteAudit(later, stored: [row("a", 105)])) == [0, 0, 0, 0])
        // Sent before the acknowledged vote, and taken after it by a replica that was slow.
        let earlier = [cast("b", 90), cast("a", 100, 110)]
        #expect(counts(VoteAudit(earlier, stored: [row("b", takenAt)])) == [0, 0, 0, 0])
    }

    @Test("takes either of two votes in flight at once for the last")
    func concurrent() {
        let casts = [cast("a", 100, 150), cast("b", 120, 140)]
        #expect(counts(VoteAudit(casts, stored: [row("a", 130)])) == [0, 0, 0, 0])
        #expect(counts(VoteAudit(casts, stored: [row("b", 130)])) == [0, 0, 0, 0])
        #expect(counts(VoteAudit(casts, stored: [row("a", 110)])) == [0, 1, 0, 0])
    }

    @Test("counts rows that nothing sent explains as invented")
    func invented() {
        #expect(counts(VoteAudit([], stored: [row("a", 105)])) == [0, 0, 1, 0])
        #expect(counts(VoteAudit([cast("a", 100, 110)], stored: [row("b", 105)])) == [0, 0, 1, 0])
        #expect(counts(VoteAudit([cast("a", 100, 110)], stored: [row("a", 99)])) == [0, 0, 1, 0])
        #expect(counts(VoteAudit([cast("a", 100, 110)], stored: [row("a", 111)])) == [0, 0, 1, 0])
        #expect(counts(VoteAudit([cast("a", 100, 110)], stored: [row("a", 111)], slack: 1)) == [0, 0, 0, 0])
    }

    @Test("counts a voter's second row as doubled")
    func doubled() {
        let casts = [cast("a", 100, 110), cast("a", 120, 130)]
        #expect(counts(VoteAudit(casts, stored: [row("a", 125), row("a", 126)])) == [0, 0, 0, 1])
    }
}
