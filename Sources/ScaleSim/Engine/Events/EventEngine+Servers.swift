/// What replicas do with the jobs that are sent to them.
extension EventEngine {
    @inline(__always)
    mutating func serve(_ slot: Int, on replica: Int, of service: Int) {
        switch services[service].model.discipline {
        case .firstComeFirstServed:
            if services[service].bandwidth != nil { return serveLimited(slot, on: replica, of: service) }
            if Int(loads[replica].held) < services[service].model.profile.servers { return begin(slot, on: replica) }
            if let limit = services[service].model.queueLimit, loads[replica].queue.count >= limit {
                return refuse(slot, on: replica, of: service)
            }
            jobs[slot].state = .queued
            loads[replica].queue.append(slot, in: &jobs)
        case .processorSharing: share(slot, on: replica, of: service)
        }
    }

    /// A replica whose queue is full sends the job back at once.
    private mutating func refuse(_ slot: Int, on replica: Int, of service: Int) {
        loads[replica].assignedNanoseconds -= jobs[slot].demand
        release(replica, of: service)
        fail(slot, .refused)
    }

    @inline(__always)
    private mutating func begin(_ slot: Int, on replica: Int) {
        loads[replica].held += 1
        loads[replica].beginWork(at: now)
        jobs[slot].holdsServer = true
        jobs[slot].state = .working
        // One that was given up in the queue has its outcome already.
        jobs[slot].start = now
        events.add(
            .serverDone, rank: .serverDone, at: now + jobs[slot].demand, subject: slot,
            replica: Int(loads[replica].number), serial: jobs[slot].serial)
    }

    mutating func serverDone(_ slot: Int) {
        let (replica, service) = assignment(of: slot)
        if services[service].bandwidth != nil {
            loads[replica].held -= 1
        } else {
            loads[replica].endWork(at: now)
        }
        workDone(slot, on: replica, of: service)
    }

    /// The replica that a job was sent to, and its service.
    @inline(__always)
    func assignment(of slot: Int) -> (replica: Int, service: Int) {
        let replica = Int(jobs[slot].replica)
        return (replica, Int(loads[replica].service))
    }

    /// A job's own work is done: its calls follow, if it makes any.
    @inline(__always)
    private mutating func workDone(_ slot: Int, on replica: Int, of service: Int) {
        let site = Int(jobs[slot].site)
        if sites[site].calls.isEmpty {
            // The order of the two matters where a shorter job may follow in the same instant.
            freeServer(of: slot, on: replica)
            answer(slot, from: replica, of: service)
        } else {
            if sites[site].lastBlocking < 0 { freeServer(of: slot, on: replica) }
            jobs[slot].state = .calling
            callNext(slot, on: replica, of: service)
        }
    }

    /// The server that a job holds takes on the next one of the queue.
    @inline(__always)
    mutating func freeServer(of slot: Int, on replica: Int) {
        guard jobs[slot].holdsServer else { return }
        jobs[slot].holdsServer = false
        loads[replica].held -= 1
        if !loads[replica].queue.isEmpty { begin(loads[replica].queue.removeFirst(in: jobs), on: replica) }
    }

    // MARK: Limited and shared CPUs

    /// Under a CPU limit the recursion knows the end of a job when it comes.
    private mutating func serveLimited(_ slot: Int, on replica: Int, of service: Int) {
        if let limit = services[service].model.queueLimit, Int(loads[replica].held) > limit {
            return refuse(slot, on: replica, of: service)
        }
        let number = Int(loads[replica].number)
        guard
            let served = services[service].bandwidth?.serve(
                replica: number, at: now, demand: jobs[slot].demand)
        else { return }
        loads[replica].assignedNanoseconds += served.work - jobs[slot].demand
        loads[replica].held += 1
        jobs[slot].state = .working
        jobs[slot].start = served.start
        events.add(
            .serverDone, rank: .serverDone, at: served.finish, subject: slot, replica: number,
            serial: jobs[slot].serial)
    }

    private mutating func share(_ slot: Int, on replica: Int, of service: Int) {
        let number = Int(loads[replica].number)
        jobs[slot].state = .working
        jobs[slot].start = now
        services[service].shared[number].enter(slot, demand: jobs[slot].demand, at: now)
        addSharedEnd(number, of: service)
    }

    mutating func sharedDone(replica: Int, version: UInt32) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        guard services[service].shared[number].version == version else { return }
        let slot = services[service].shared[number].removeNext(at: now)
        addSharedEnd(number, of: service)
        workDone(slot, on: replica, of: service)
    }

    private mutating func addSharedEnd(_ number: Int, of service: Int) {
        guard let end = services[service].shared[number].nextEnd else { return }
        events.add(
            .sharedDone, rank: .serverDone, at: end, subject: Int(services[service].replicas[number]), replica: number,
            serial: services[service].shared[number].version)
    }

    /// In server-nanoseconds since the replica's start.
    func workDone(by number: Int, of service: Int) -> Int64 {
        let replica = Int(services[service].replicas[number])
        if let bandwidth = services[service].bandwidth {
            return loads[replica].assignedNanoseconds - bandwidth.backlog(replica: number, at: now)
        }
        if case .processorSharing = services[service].model.discipline {
            return services[service].shared[number].workDone(at: now)
        }
        return loads[replica].workDone(at: now)
    }
}
