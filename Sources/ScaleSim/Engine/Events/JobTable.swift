/// The jobs under way, by slot; slots are used again.
package struct JobTable: Sendable {
    private var jobs: ContiguousArray<Job> = []
    private var free: ContiguousArray<Int32> = []

    package init() {}

    /// Jobs under way.
    package var count: Int { jobs.count - free.count }

    /// Slots that have been used, of jobs under way and of others.
    package var slots: Range<Int> { 0..<jobs.count }

    package subscript(slot: Int) -> Job {
        @inline(__always) get { jobs[slot] }
        @inline(__always) _modify { yield &jobs[slot] }
    }

    @inline(__always)
    package mutating func add(_ index: UInt64, at time: Int64, site: Int) -> Int {
        var job = Job()
        job.index = index
        job.arrival = time
        job.sent = time
        job.site = Int32(site)
        guard let slot = free.popLast() else {
            jobs.append(job)
            return jobs.count - 1
        }
        job.serial = jobs[Int(slot)].serial
        jobs[Int(slot)] = job
        return Int(slot)
    }

    @inline(__always)
    package mutating func remove(_ slot: Int) {
        jobs[slot].serial &+= 1
        jobs[slot].replica = -1
        free.append(Int32(slot))
    }
}
