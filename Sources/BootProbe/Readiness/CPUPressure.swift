import Glibc

/// Whether boots occupy every CPU of the host, so that attempts would take from them.
///
/// A mean over the last milliseconds, because kernel threads fill the run queue for moments only.
struct CPUPressure: Sendable {
    private let runQueue: RunQueue
    private var share = 0.0
    private var lastAt: HostInstant

    /// Seconds over which what was seen counts.
    private static let memory = 0.001

    init(_ runQueue: RunQueue = .host, at now: HostInstant = .now) {
        self.runQueue = runQueue
        lastAt = now
    }

    /// Looks at the run queue, and tells whether it has been full for most of the time.
    mutating func isHigh(at now: HostInstant) -> Bool {
        let weight = exp(-now.seconds(since: lastAt) / Self.memory)
        share = weight * share + (runQueue.isFull ? 1 - weight : 0)
        lastAt = now
        return share > 0.5
    }
}
