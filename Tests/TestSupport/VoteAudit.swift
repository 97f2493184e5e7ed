/// What a database holds once clients have cast votes, of which not all were acknowledged, held against what it must
/// hold.
///
/// The stack takes a vote at an instant of its own, which it stores with the vote, and of each voter the latest by that
/// instant wins. A client knows it only in part: an acknowledged vote was taken between its sending and its
/// acknowledgement; one that failed was never taken, or at any time after its sending, even after a later vote of the
/// same voter, since a request can wait in a replica whose client has given up. So a row is right where a vote that the
/// voter sent explains it, and no acknowledged vote of the voter was sent after the row's instant.
package struct VoteAudit: Equatable {
    /// A vote as its client knows it; times in microseconds since 1970.
    package struct Cast: Equatable {
        package var voter: String
        package var option: String
        package var sentAt: Int64
        /// Nil for a vote that was not acknowledged.
        package var acknowledgedAt: Int64?

        package init(voter: String, option: String, sentAt: Int64, acknowledgedAt: Int64? = nil) {
            self.voter = voter
            self.option = option
            self.sentAt = sentAt
            self.acknowledgedAt = acknowledgedAt
        }
    }

    /// A vote as it is stored.
    package struct Row: Equatable {
        package var voter: String
        package var option: String
        package var takenAt: Int64

        package init(voter: String, option: String, takenAt: Int64) {
            self.voter = voter
            self.option = option
            self.takenAt = takenAt
        }
    }

    /// Voters with an acknowledged vote, and without a row.
    package var lost = 0
    /// Rows older than an acknowledged vote of the same voter.
    package var stale = 0
    /// Rows that no vote sent explains.
    package var invented = 0
    /// Rows beyond the first of a voter.
    package var doubled = 0

    /// - Parameter slack: Microseconds by which the clocks of clients and stack may differ.
    package init(_ casts: [Cast], stored: [Row], slack: Int64 = 0) {
        let byVoter = Dictionary(grouping: casts, by: \.voter)
        let voters = Set(stored.map(\.voter))
        doubled = stored.count - voters.count
        lost = byVoter.count { voter, casts in
            !voters.contains(voter) && casts.contains { $0.acknowledgedAt != nil }
        }
        for row in stored {
            let own = byVoter[row.voter] ?? []
            if !own.contains(where: { $0.explains(row, slack) }) {
                invented += 1
            } else if own.contains(where: { $0.acknowledgedAt != nil && $0.sentAt > row.takenAt + slack }) {
                stale += 1
            }
        }
    }
}

extension VoteAudit.Cast {
    fileprivate func explains(_ row: VoteAudit.Row, _ slack: Int64) -> Bool {
        option == row.option && sentAt - slack <= row.takenAt
            && acknowledgedAt.map { row.takenAt <= $0 + slack } ?? true
    }
}
