/// What failed attempts say of when an endpoint was not ready yet.
///
/// A refusal proves that an answer was impossible. Silence proves it only where it was listened to for as long as the
/// answered attempt took in the end: a slow guest may have been ready, and about to reply, when the attempt was given
/// up.
package struct FailureEvidence {
    private struct Failure {
        var sentAt: HostInstant
        /// How long silence was listened to, in nanoseconds; the greatest number for a refusal.
        var patience: Int64
    }

    private static let limit = 256

    private var failures: [Failure] = []

    package init() {}

    /// Send time of the last attempt that failed in any way.
    package private(set) var last: HostInstant?

    /// Takes note of a failure.
    ///
    /// - Parameters:
    ///   - patience: Nanoseconds of silence; nil for a failure that the other side told.
    ///   - oldestInFlight: No attempt sent before this one can still be answered.
    package mutating func note(sentAt: HostInstant, patience: Int64?, oldestInFlight: HostInstant?) {
        last = max(last ?? sentAt, sentAt)
        failures.append(Failure(sentAt: sentAt, patience: patience ?? .max))
        if failures.count >= Self.limit { prune(oldestInFlight: oldestInFlight ?? sentAt) }
    }

    /// The last attempt before `answered` that proves that an answer which takes `exchange` nanoseconds was not to be
    /// had when it was sent.
    package func lastProof(before answered: HostInstant, exchange: Int64) -> HostInstant? {
        failures.lazy.filter { $0.sentAt < answered && $0.patience >= exchange }.map(\.sentAt).max()
    }

    /// Drops what can never be the last proof: among those that all answers will follow, one that is both earlier and
    /// less patient than another.
    private mutating func prune(oldestInFlight: HostInstant) {
        failures.sort { $0.sentAt > $1.sentAt }
        var patience: Int64 = -1
        failures.removeAll { failure in
            if failure.sentAt > oldestInFlight { return false }
            defer { patience = max(patience, failure.patience) }
            return failure.patience <= patience
        }
    }
}
