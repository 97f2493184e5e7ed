/// The jobs of one service that may still time out, the one sent first in front. All have the same time-out, so this is
/// the order of their deadlines.
package struct DeadlineList: Sendable {
    /// Nanoseconds.
    private let timeout: Int64
    private var head: Int32 = -1
    private var tail: Int32 = -1

    package init(timeout: Int64) { self.timeout = timeout }

    /// Whether there is a time-out at all.
    package var isBounded: Bool { timeout != .max }

    @inline(__always)
    package mutating func append(_ slot: Int, in jobs: inout JobTable) {
        guard timeout != .max else { return }
        jobs[slot].hasDeadline = true
        jobs[slot].earlierDeadline = tail
        if tail < 0 {
            head = Int32(truncatingIfNeeded: slot)
        } else {
            jobs[Int(tail)].laterDeadline = Int32(truncatingIfNeeded: slot)
        }
        tail = Int32(truncatingIfNeeded: slot)
    }

    @inline(__always)
    package mutating func remove(_ slot: Int, in jobs: inout JobTable) {
        guard jobs[slot].hasDeadline else { return }
        let (earlier, later) = (jobs[slot].earlierDeadline, jobs[slot].laterDeadline)
        if earlier < 0 { head = later } else { jobs[Int(earlier)].laterDeadline = later }
        if later < 0 { tail = earlier } else { jobs[Int(later)].earlierDeadline = earlier }
        jobs[slot].hasDeadline = false
    }

    package var first: Int? { head < 0 ? nil : Int(head) }

    package func deadline(of slot: Int, in jobs: borrowing JobTable) -> Int64 { jobs[slot].sent + timeout }
}
