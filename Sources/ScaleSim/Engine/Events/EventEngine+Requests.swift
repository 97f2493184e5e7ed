/// A request from its arrival to its outcome, apart from what servers do.
extension EventEngine {
    /// A request comes in from outside.
    @inline(__always)
    mutating func enter(_ index: UInt64, site: Int, user: Int = -1) {
        let service = sites[site].service
        services[service].arrive(at: now)
        present(jobs.add(index, at: now, site: site, user: user), to: service)
    }

    /// An attempt comes from outside: where there is one host, it waits for that's CPUs first.
    @inline(__always)
    private mutating func present(_ slot: Int, to service: Int) {
        guard let turn = host?.turn(at: now), turn > now else { return offer(slot, to: service) }
        jobs[slot].state = .pausing
        // Whoever gives up while waiting for the host has sent its work there all the same.
        events.add(
            .hostTurn, rank: .sendAgain, at: now + min(turn - now, services[service].timeout), subject: slot)
    }

    mutating func hostTurn(_ slot: Int) {
        let service = sites[Int(jobs[slot].site)].service
        if now - jobs[slot].sent >= services[service].timeout { return fail(slot, .timedOut) }
        offer(slot, to: service)
    }

    /// An attempt reaches the balancer.
    @inline(__always)
    mutating func offer(_ slot: Int, to service: Int) {
        if services[service].learnsIdleTimes { endIdleTime(service) }
        if services[service].deadlines.isBounded {
            services[service].deadlines.append(slot, in: &jobs)
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
        services[service].beginWait(at: now)
        launchOnDemand(service)
        if services[service].control.hasActivator { wake(service) }
    }

    /// Sends a job to a replica, by its number within the service.
    @inline(__always)
    private mutating func dispatch(_ slot: Int, to number: Int, of service: Int) {
        let replica = Int(services[service].replicas[number])
        services[service].balancer.send(to: number)
        services[service].sent += 1
        if !recentRates.isEmpty { recentRates[service].add(at: now) }
        let demand = demand(of: slot, on: replica, of: service)
        jobs[slot].replica = Int32(truncatingIfNeeded: replica)
        jobs[slot].demand = demand
        loads[replica].send(demand, at: now)
        if now - jobs[slot].sent == services[service].timeout {
            exposeDeadline(slot)
        }
        serve(slot, on: replica, of: service)
    }

    @inline(__always)
    private mutating func demand(of slot: Int, on replica: Int, of service: Int) -> Int64 {
        let occupancy = sites[Int(jobs[slot].site)].occupancy(jobs[slot].index, attempt: jobs[slot].attempt)
        guard services[service].hasSlowWork else { return occupancy }
        let factor = services[service].slowness(ofRequest: loads[replica].requests, at: now)
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
            services[service].endWait(at: now)
            dispatch(slot, to: number, of: service)
        }
        cancelBoots(service)
    }

    /// A job's work and calls are done; its answer takes the delay.
    @inline(__always)
    mutating func answer(_ slot: Int, from replica: Int, of service: Int) {
        if jobs[slot].isAbandoned { return jobs.remove(slot) }
        let delay = delay(of: slot, service)
        // Other events of this instant may come before the answer, so it waits its turn.
        if delay == 0, events.nextTime != now { return answered(slot, from: replica, of: service) }
        jobs[slot].state = .answering
        jobs[slot].isInTime = now + delay - jobs[slot].sent <= services[service].timeout
        events.add(
            .answered, rank: .released, at: now + delay, subject: slot, replica: Int(loads[replica].number),
            serial: jobs[slot].serial)
    }

    @inline(__always)
    private mutating func delay(of slot: Int, _ service: Int) -> Int64 {
        let (site, index, attempt) = (Int(jobs[slot].site), jobs[slot].index, jobs[slot].attempt)
        let alone = sites[site].delay(index, attempt: attempt)
        if recentRates.isEmpty { return alone }
        let rate = recentRates[service].value(at: now)
        return max(0, alone + sites[site].interference(index, attempt: attempt, rate: rate))
    }

    mutating func answered(_ slot: Int) {
        let (replica, service) = assignment(of: slot)
        answered(slot, from: replica, of: service)
    }

    /// An answer reaches its client.
    @inline(__always)
    private mutating func answered(_ slot: Int, from replica: Int, of service: Int) {
        release(replica, of: service)
        complete(slot, of: service, by: loads[replica].number, .answered, at: now)
        jobs.remove(slot)
        vacate(replica, of: service)
    }

    /// A replica has room for a request that waits, or nothing to do.
    @inline(__always)
    mutating func vacate(_ replica: Int, of service: Int) {
        if !services[service].waiting.isEmpty { admitWaiting(service) }
        settle(replica, of: service)
    }

    /// The balancer does not count a job as in flight at the replica any more.
    @inline(__always)
    mutating func release(_ replica: Int, of service: Int) {
        let number = Int(loads[replica].number)
        services[service].balancer.release(number)
        loads[replica].release(at: now)
        if loads[replica].inFlight == 0, services[service].control.replicas[number].state == .draining {
            beGone(number, of: service)
        }
    }

    // MARK: Failures

    /// The attempt has failed before or at its replica, which has nothing to do with it any more.
    mutating func fail(_ slot: Int, _ ending: RequestOutcome.Ending) {
        let service = sites[Int(jobs[slot].site)].service
        giveUp(slot, ending)
        jobs.remove(slot)
        beginIdleTime(service)
    }

    /// The client of a job gives up on it: it sends it again, or has failed itself.
    mutating func giveUp(_ slot: Int, _ ending: RequestOutcome.Ending) {
        let service = sites[Int(jobs[slot].site)].service
        services[service].deadlines.remove(slot, in: &jobs)
        guard let retry = services[service].model.retry, Int(jobs[slot].attempt) + 1 < retry.attempts else {
            return complete(slot, of: service, by: number(of: slot), ending, at: now)
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
        let service = sites[Int(jobs[slot].site)].service
        // What other services send does not come from outside.
        if jobs[slot].parent < 0 { present(slot, to: service) } else { offer(slot, to: service) }
    }

    /// A job's time-out has come.
    mutating func timeOut(_ slot: Int) {
        guard !jobs[slot].isAbandoned, !jobs[slot].isInTime else { return }
        if jobs[slot].state == .waiting { return leaveWaiting(slot) }
        let (replica, service) = assignment(of: slot)
        release(replica, of: service)
        if jobs[slot].state == .answering {
            fail(slot, .timedOut)
        } else {
            jobs[slot].isAbandoned = true
            giveUp(slot, .timedOut)
        }
        vacate(replica, of: service)
    }

    private mutating func leaveWaiting(_ slot: Int) {
        let service = sites[Int(jobs[slot].site)].service
        services[service].endWait(at: now)
        jobs[slot].isAbandoned = true
        giveUp(slot, .timedOut)
        // The one that has waited longest is the first to give up, so those who have stand in front.
        while !services[service].waiting.isEmpty, jobs[services[service].waiting.first].isAbandoned {
            jobs.remove(services[service].waiting.removeFirst(in: jobs))
        }
        cancelBoots(service)
        beginIdleTime(service)
    }

    /// The number within its service of the replica that a job was sent to; −1 before it is sent to one.
    private func number(of slot: Int) -> Int32 { jobs[slot].replica < 0 ? -1 : loads[Int(jobs[slot].replica)].number }

    /// The request has its outcome; whoever waits for it goes on.
    ///
    /// - Parameter number: of the replica within the service; −1 for a request that reached none.
    @inline(__always)
    private mutating func complete(
        _ slot: Int, of service: Int, by number: Int32, _ ending: RequestOutcome.Ending, at time: Int64
    ) {
        services[service].deadlines.remove(slot, in: &jobs)
        let job = jobs[slot]
        services[service].complete(
            RequestOutcome(
                index: job.index, arrival: job.arrival, start: min(job.start, time), end: time,
                replica: number, ending: ending))
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
                services[service].endWait(at: now)
                complete(slot, of: service, by: -1, .timedOut, at: max(horizon, jobs[slot].arrival))
            }
            jobs.remove(slot)
        }
        return true
    }
}
