/// First come, first served: jobs linked by their slots.
package struct JobQueue: Sendable {
    private var head: Int32 = -1
    private var tail: Int32 = -1
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { head < 0 }

    /// The queue must not be empty.
    package var first: Int { Int(head) }

    @inline(__always)
    package mutating func append(_ slot: Int, in jobs: inout JobTable) {
        jobs[slot].next = -1
        if head < 0 {
            head = Int32(truncatingIfNeeded: slot)
        } else {
            jobs[Int(tail)].next = Int32(truncatingIfNeeded: slot)
        }
        tail = Int32(truncatingIfNeeded: slot)
        count += 1
    }

    /// The queue must not be empty.
    @inline(__always)
    package mutating func removeFirst(in jobs: borrowing JobTable) -> Int {
        let slot = Int(head)
        head = jobs[slot].next
        count -= 1
        return slot
    }
}
