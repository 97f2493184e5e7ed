/// One replica of a run, from its launch to its end; replicas are numbered in the order of their launches.
package struct Replica: Sendable, Equatable {
    package enum State: UInt8, Sendable {
        case booting
        case ready
        /// Takes no requests any more, and ends when those in flight are answered; or has ended.
        case draining
    }

    package var state: State = .booting
    /// Nanoseconds since the start of the run; negative for replicas that were there before.
    package var launchedAt: Int64
    /// Nil until it becomes ready.
    package var readyAt: Int64?
    /// When it was told to drain, or was ended while it booted.
    package var drainedAt: Int64?
    /// Known from `drainedAt` on, since nothing more is sent to it.
    package var goneAt: Int64?
    /// Sum of the occupancies of all requests sent to it.
    package var assignedNanoseconds: Int64 = 0
    package var requests: Int64 = 0
    /// When the last of its requests is answered or given up.
    package var lastReleaseAt: Int64 = 0

    package init(launchedAt: Int64) { self.launchedAt = launchedAt }

    /// Counts a request that holds a server for `occupancy` and is answered or given up at `release`.
    @inline(__always)
    mutating func count(occupancy: Int64, release: Int64) {
        requests += 1
        assignedNanoseconds += occupancy
        lastReleaseAt = max(lastReleaseAt, release)
    }
}
