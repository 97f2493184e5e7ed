/// Calls between services.
extension EventEngine {
    /// Makes the calls of a job up to the next one that it waits for; after the last one it answers.
    mutating func callNext(_ slot: Int, on replica: Int, of service: Int) {
        let site = Int(jobs[slot].site)
        while Int(jobs[slot].callsMade) < sites[site].calls.count {
            let call = sites[site].calls[Int(jobs[slot].callsMade)]
            jobs[slot].callsMade += 1
            let called = sites[call].service
            services[called].arrive(at: now)
            let child = jobs.add(jobs[slot].index, at: now, site: call)
            guard sites[call].style == .queued else {
                jobs[child].parent = Int32(slot)
                jobs[child].parentSerial = jobs[slot].serial
                return offer(child, to: called)
            }
            offer(child, to: called)
        }
        freeServer(of: slot, on: replica)
        answer(slot, from: replica, of: service)
    }

    /// A call that a job waited for has ended.
    mutating func callEnded(_ slot: Int, serial: UInt32, _ ending: RequestOutcome.Ending) {
        // The caller may have crashed meanwhile.
        guard jobs[slot].serial == serial else { return }
        guard ending == .answered else { return callFailed(slot) }
        let (replica, service) = assignment(of: slot)
        if Int(jobs[slot].callsMade) > sites[Int(jobs[slot].site)].lastBlocking {
            freeServer(of: slot, on: replica)
        }
        callNext(slot, on: replica, of: service)
    }

    /// A job whose call has failed fails itself, at once.
    private mutating func callFailed(_ slot: Int) {
        let (replica, service) = assignment(of: slot)
        freeServer(of: slot, on: replica)
        guard !jobs[slot].isAbandoned else { return jobs.remove(slot) }
        release(replica, of: service)
        fail(slot, .broken)
        vacate(replica, of: service)
    }
}
