/// The jobs under way, by slot; slots are used again, the one left last first, and fit into 32 bits.
package struct JobTable: ~Copyable {
    private var jobs = UniqueArray<Job>()
    /// The slot to be used next; −1 for none. The others follow by `Job.next`.
    private var free: Int32 = -1
    /// Jobs under way.
    package private(set) var count = 0

    package init() {}

    /// Slots that have been used, of jobs under way and of others.
    package var slots: Range<Int> { jobs.indices }

    package subscript(slot: Int) -> Job {
        @inline(__always) _read { yield jobs[slot] }
        @inline(__always) _modify { yield &jobs[slot] }
    }

    @inline(__always)
    package mutating func add(_ index: UInt64, at time: Int64, site: Int, user: Int = -1) -> Int {
        count += 1
        let slot = Int(free)
        guard slot >= 0 else {
            jobs.append(Job(index: index, sent: time, site: site, user: user, serial: 0))
            return Int(Int32(jobs.count - 1))
        }
        free = jobs[slot].next
        jobs[slot] = Job(index: index, sent: time, site: site, user: user, serial: jobs[slot].serial)
        return slot
    }

    @inline(__always)
    package mutating func remove(_ slot: Int) {
        count -= 1
        jobs[slot].serial &+= 1
        jobs[slot].replica = -1
        jobs[slot].next = free
        free = Int32(truncatingIfNeeded: slot)
    }
}
