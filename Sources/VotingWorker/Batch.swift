/// Queue entries that are stored in one transaction.
package struct Batch: Equatable {
    /// One vote a voter, the latest by the time it was cast; of two cast at once, the one queued later. Ordered by
    /// voter, so that workers that store side by side lock rows in the same order and cannot deadlock.
    package let votes: [Vote]
    /// Entries that are not votes, set aside so that they can be looked at.
    package let rejected: [[UInt8]]

    package init(payloads: [[UInt8]]) {
        var latest: [String: Vote] = [:]
        var rejected: [[UInt8]] = []
        for payload in payloads {
            guard let vote = Vote.parse(payload) else {
                rejected.append(payload)
                continue
            }
            if let known = latest[vote.voterID], known.castAtMicroseconds > vote.castAtMicroseconds { continue }
            latest[vote.voterID] = vote
        }
        votes = latest.values.sorted { $0.voterID < $1.voterID }
        self.rejected = rejected
    }
}
