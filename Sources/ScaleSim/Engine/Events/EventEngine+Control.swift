/// Launches, ends, scrapes and evaluations.
extension EventEngine {
    mutating func addControlEvent(_ kind: Event.Kind, of service: Int, at time: Int64) {
        guard time < horizon else { return }
        events.add(kind, rank: kind == .scrape ? .scrape : .evaluation, at: time, subject: service, replica: service)
    }

    mutating func addReplica(of service: Int, launchedAt time: Int64) -> Int {
        let number = services[service].control.addReplica(launchedAt: time)
        services[service].replicas.append(Int32(loads.count))
        loads.append(ReplicaLoad(service: service, number: number))
        services[service].balancer.addReplica()
        services[service].bandwidth?.addReplica()
        if case .processorSharing(let cpus) = services[service].model.discipline {
            services[service].shared.append(SharedProcessor(cpus: cpus))
        }
        return Int(services[service].replicas[number])
    }

    mutating func becomeReady(_ replica: Int, at time: Int64) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        services[service].control.becomeReady(number, at: time)
        services[service].balancer.becomeReady(number)
        guard let crashes = services[service].crashes else { return }
        let end = max(0, time) + crashes.nanoseconds(UInt64(number))
        if end < horizon { events.add(.crash, rank: .crash, at: end, subject: replica, replica: number) }
    }

    mutating func launch(_ service: Int) {
        services[service].booting += 1
        let replica = addReplica(of: service, launchedAt: now)
        let number = Int(loads[replica].number)
        let ready = now + services[service].control.bootDuration(of: number)
        events.add(.bootDone, rank: .bootDone, at: ready, subject: replica, replica: number)
    }

    mutating func bootDone(_ replica: Int) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        // It may have been ended while it booted.
        guard services[service].control.replicas[number].state == .booting else { return }
        // After the run only requests matter that are still under way.
        if now >= horizon, jobs.count == 0 { return }
        services[service].booting -= 1
        if services[service].bootFails(number) { return replace(number, of: service) }
        becomeReady(replica, at: now)
        admitWaiting(service)
        settle(replica)
    }

    /// All that a crashed replica had to do is lost.
    mutating func crash(_ replica: Int) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        guard services[service].control.replicas[number].goneAt == nil else { return }
        let isReady = services[service].control.replicas[number].state == .ready
        if isReady { services[service].balancer.drain(number) }
        loads[replica].account(until: now)
        loads[replica].working = 0
        loads[replica].queue = JobQueue()
        if case .processorSharing = services[service].model.discipline {
            services[service].shared[number].removeAll(at: now)
        }
        if isReady { replace(number, of: service) } else { services[service].control.lose(number, at: now) }
        loseJobs(of: replica)
    }

    private mutating func loseJobs(of replica: Int) {
        for slot in jobs.slots where Int(jobs[slot].replica) == replica && jobs[slot].isHeldByReplica {
            jobs[slot].holdsServer = false
            if jobs[slot].isAbandoned {
                jobs.remove(slot)
            } else {
                release(slot)
                fail(slot, .broken)
            }
        }
    }

    /// Another replica is launched in the place of one that failed, as a replica set would.
    private mutating func replace(_ number: Int, of service: Int) {
        services[service].control.lose(number, at: now)
        launch(service)
    }

    mutating func scrape(_ service: Int) {
        services[service].control.beginScrape()
        for number in services[service].control.serving {
            let replica = services[service].control.replicas[number]
            guard replica.state == .ready else { continue }
            services[service].control.record(number, busy: workDone(by: number, of: service, replica), at: now)
        }
        addControlEvent(.scrape, of: service, at: now + services[service].control.metrics.scrapeInterval.nanoseconds)
    }

    mutating func sumUpWork() {
        for service in services.indices {
            busyNanoseconds[service] = services[service].control.replicas.enumerated().reduce(0) {
                $0 + workDone(by: $1.offset, of: service, $1.element)
            }
        }
    }

    mutating func evaluate(_ service: Int) {
        let desired = services[service].control.evaluate(at: now)
        while services[service].control.serving.count < desired { launch(service) }
        while services[service].control.serving.count > desired, let last = services[service].control.serving.last {
            end(last, of: service)
        }
        addControlEvent(.evaluation, of: service, at: now + services[service].control.evaluationInterval)
    }

    /// Ends a replica, by its number within the service; it is gone once its requests are answered.
    mutating func end(_ number: Int, of service: Int) {
        if services[service].control.end(number, at: now) {
            services[service].balancer.drain(number)
        } else {
            services[service].booting -= 1
        }
        if loads[Int(services[service].replicas[number])].inFlight == 0 {
            services[service].control.replicas[number].goneAt = now
        }
    }
}
