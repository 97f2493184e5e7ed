/// A request from its arrival to its outcome, apart from what servers do.
extension EventEngine {
    /// A request comes in from outside.
    @inline(__always)
    mutating func enter(_ index: UInt64, site: Int, user: Int = -1) {
        services[sites[site].service].arrive(at: now)
        offer(jobs.add(index, at: now, site: site, user: user))
    }

    /// An attempt reaches the balancer.
    @inline(__always)
    mutating func offer(_ slot: Int) {
        let service = sites[Int(jobs[slot].site)].service
        services[service].deadlines.append(slot, in: &jobs)
        if services[service].deadlines.isBounded {
            nextDeadline = min(nextDeadline, services[service].deadlines.deadline(of: slot, in: jobs))
        }
        if let replica = choose(for: slot, of: service) {
            dispatch(slot, to: replica, of: service)
        } else {
            wait(slot, service)
        }
    }

    @inline(__always)
    private mutating func choose(for slot: Int, of service: Int) -> Int? {
        let key = sites[Int(jobs[slot].site)].key(jobs[slot].index, attempt: jobs[slot].attempt)
        return services[service].balancer.choose(request: key)
    }

    private mutating func wait(_ slot: Int, _ service: Int) {
        if let limit = services[service].model.balancerQueueLimit, services[service].waitingCount >= limit {
            return fail(slot, .refused)
        }
        jobs[slot].state = .waiting
        services[service].waiting.append(slot, in: &jobs)
        services[service].waitingCount += 1
        launchOnDemand(service)
    }

    /// Sends a job to a replica, by its number within the service.
    @inline(__always)
    private mutating func dispatch(_ slot: Int, to number: Int, of service: Int) {
        let replica = Int(services[service].replicas[number])
        jobs[slot].replica = Int32(replica)
        loads[replica].inFlight += 1
        services[service].balancer.send(to: number)
        let demand = demand(of: slot, on: number, of: service)
        jobs[slot].demand = demand
        services[service].control.replicas[number].requests += 1
        services[service].control.replicas[number].assignedNanoseconds += demand
        if now - jobs[slot].sent == services[service].timeout {
            exposeDeadline(slot)
        }
        serve(slot, on: replica, of: service)
    }

    @inline(__always)
    private mutating func demand(of slot: Int, on number: Int, of service: Int) -> Int64 {
        let occupancy = sites[Int(jobs[slot].site)].occupancy(jobs[slot].index, attempt: jobs[slot].attempt)
        guard services[service].hasSlowWork else { return occupancy }
        let factor = services[service].slowness(
            ofRequest: services[service].control.replicas[number].requests, at: now)
        return Int64((Double(occupancy) * factor).rounded())
    }

    /// Jobs at the balancer go to replicas that can take them.
    mutating func admitWaiting(_ service: Int) {
        while !services[service].waiting.isEmpty {
            let slot = services[service].waiting.first
            if jobs[slot].isAbandoned {
                _ = services[service].waiting.removeFirst(in: jobs)
                jobs.remove(slot)
                continue
            }
            guard let number = choose(for: slot, of: service) else { break }
            _ = services[service].waiting.removeFirst(in: jobs)
            services[service].waitingCount -= 1
            dispatch(slot, to: number, of: service)
        }
        cancelBoots(service)
    }

    /// A job's work and calls are done; its answer takes the delay.
    @inline(__always)
    mutating func answer(_ slot: Int) {
        if jobs[slot].isAbandoned { return jobs.remove(slot) }
        let delay = sites[Int(jobs[slot].site)].delay(jobs[slot].index, attempt: jobs[slot].attempt)
        jobs[slot].state = .answering
        jobs[slot].isInTime =
            now + delay - jobs[slot].sent <= services[sites[Int(jobs[slot].site)].service].timeout
        // Other events of this instant may come before the answer, so it waits its turn.
        if delay == 0, events.nextTime != now { return answered(slot) }
        let replica = Int(jobs[slot].replica)
        events.add(
            .answered, rank: .released, at: now + delay, subject: slot, replica: Int(loads[replica].number),
            serial: jobs[slot].serial)
    }

    mutating func answered(_ slot: Int) {
        let replica = Int(jobs[slot].replica)
        let service = release(slot)
        complete(slot, .answered)
        jobs.remove(slot)
        vacate(replica, service)
    }

    /// A replica has room for a request that waits, or nothing to do.
    @inline(__always)
    mutating func vacate(_ replica: Int, _ service: Int) {
        if !services[service].waiting.isEmpty { admitWaiting(service) }
        settle(replica)
    }

    /// The balancer does not count the job as in flight at its replica any more.
    @inline(__always)
    @discardableResult
    mutating func release(_ slot: Int) -> Int {
        let replica = Int(jobs[slot].replica)
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        services[service].balancer.release(number)
        services[service].control.replicas[number].lastReleaseAt = now
        loads[replica].inFlight -= 1
        if loads[replica].inFlight == 0, services[service].control.replicas[number].state == .draining {
            beGone(number, of: service)
        }
        return service
    }

    // MARK: Failures

    /// The attempt has failed before or at its replica, which has nothing to do with it any more.
    mutating func fail(_ slot: Int, _ ending: RequestOutcome.Ending) {
        giveUp(slot, ending)
        jobs.remove(slot)
    }

    /// The client of a job gives up on it: it sends it again, or has failed itself.
    mutating func giveUp(_ slot: Int, _ ending: RequestOutcome.Ending) {
        let service = sites[Int(jobs[slot].site)].service
        services[service].deadlines.remove(slot, in: &jobs)
        guard let retry = services[service].model.retry, Int(jobs[slot].attempt) + 1 < retry.attempts else {
            return complete(slot, ending)
        }
        let failed = jobs[slot]
        let again = jobs.add(failed.index, at: failed.arrival, site: Int(failed.site), user: Int(failed.user))
        let attempt = failed.attempt + 1
        jobs[again].attempt = attempt
        jobs[again].parent = failed.parent
        jobs[again].parentSerial = failed.parentSerial
        jobs[again].state = .pausing
        let key = sites[Int(failed.site)].key(failed.index, attempt: attempt)
        let pause = services[service].pause(before: attempt, key: key)
        events.add(.sendAgain, rank: .sendAgain, at: now + pause, subject: again)
    }

    mutating func sendAgain(_ slot: Int) {
        jobs[slot].sent = now
        offer(slot)
    }

    /// A job's time-out has come.
    mutating func timeOut(_ slot: Int) {
        guard !jobs[slot].isAbandoned, !jobs[slot].isInTime else { return }
        if jobs[slot].state == .waiting { return leaveWaiting(slot) }
        let replica = Int(jobs[slot].replica)
        let service = release(slot)
        if jobs[slot].state == .answering {
            fail(slot, .timedOut)
        } else {
            jobs[slot].isAbandoned = true
            giveUp(slot, .timedOut)
        }
        vacate(replica, service)
    }

    private mutating func leaveWaiting(_ slot: Int) {
        let service = sites[Int(jobs[slot].site)].service
        services[service].waitingCount -= 1
        jobs[slot].isAbandoned = true
        giveUp(slot, .timedOut)
        // The one that has waited longest is the first to give up, so those who have stand in front.
        while !services[service].waiting.isEmpty, jobs[services[service].waiting.first].isAbandoned {
            jobs.remove(services[service].waiting.removeFirst(in: jobs))
        }
        cancelBoots(service)
    }

    /// The request has its outcome; whoever waits for it goes on.
    @inline(__always)
    private mutating func complete(_ slot: Int, _ ending: RequestOutcome.Ending) { complete(slot, ending, at: now) }

    @inline(__always)
    private mutating func complete(_ slot: Int, _ ending: RequestOutcome.Ending, at time: Int64) {
        let job = jobs[slot]
        let service = sites[Int(job.site)].service
        services[service].deadlines.remove(slot, in: &jobs)
        services[service].complete(
            RequestOutcome(
                index: job.index, arrival: job.arrival, start: min(job.start, time), end: time,
                replica: job.replica < 0 ? -1 : loads[Int(job.replica)].number, ending: ending))
        if job.parent >= 0 {
            callEnded(Int(job.parent), serial: job.parentSerial, ending)
        } else if job.user >= 0 {
            think(Int(job.user))
        }
    }

    // MARK: Time-outs

    /// Puts the time-outs up to `time` among the events, where they find their place among others of their instant.
    ///
    /// - Returns: whether there were any.
    mutating func exposeDeadlines(until time: Int64) -> Bool {
        nextDeadline = .max
        var exposed = false
        for service in services.indices {
            while let slot = services[service].deadlines.first {
                let deadline = services[service].deadlines.deadline(of: slot, in: jobs)
                guard deadline <= time else {
                    nextDeadline = min(nextDeadline, deadline)
                    break
                }
                services[service].deadlines.remove(slot, in: &jobs)
                addDeadline(slot, at: deadline)
                exposed = true
            }
        }
        return exposed
    }

    /// A job that is sent to a replica at the very instant of its time-out gets the place of those at replicas.
    private mutating func exposeDeadline(_ slot: Int) {
        services[sites[Int(jobs[slot].site)].service].deadlines.remove(slot, in: &jobs)
        jobs[slot].state = .queued
        addDeadline(slot, at: now)
    }

    private mutating func addDeadline(_ slot: Int, at time: Int64) {
        let isWaiting = jobs[slot].state == .waiting
        let number = isWaiting ? 0 : Int(loads[Int(jobs[slot].replica)].number)
        events.add(
            .deadline, rank: isWaiting ? .gaveUp : .released, at: time, subject: slot, replica: number,
            serial: jobs[slot].serial)
    }

    /// After the end of all events: what still waits at a balancer has no replica to hope for.
    ///
    /// - Returns: whether there was anything, which others may have waited for.
    mutating func giveUpWaiting() -> Bool {
        now = max(now, horizon)
        guard let service = services.indices.last(where: { !services[$0].waiting.isEmpty }) else { return false }
        while !services[service].waiting.isEmpty {
            let slot = services[service].waiting.removeFirst(in: jobs)
            if !jobs[slot].isAbandoned {
                services[service].waitingCount -= 1
                complete(slot, .timedOut, at: max(horizon, jobs[slot].arrival))
            }
            jobs.remove(slot)
        }
        return true
    }
}
