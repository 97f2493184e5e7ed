import Foundation

extension Ballot {
    /// The vote as the page puts it on the queue.
    ///
    /// - Parameter castAt: microseconds since 1970; nil for now.
    package func queueEntry(castAt: Int? = nil) -> String {
        let castAt = castAt ?? Int(Date.now.timeIntervalSince1970 * 1e6)
        return #"{"voter_id": "\#(voterID)", "vote": "\#(option)", "cast_at": \#(castAt)}"#
    }
}
