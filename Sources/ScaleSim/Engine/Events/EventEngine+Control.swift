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
        guard let start = takeFromPool(service, number) else { return place(replica) }
        events.add(.bootDone, rank: .bootDone, at: now + start, subject: replica, replica: number)
    }

    mutating func bootDone(_ replica: Int) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        // It may have been ended while it booted.
        guard services[service].control.replicas[number].state == .booting else { return }
        // After the run only requests matter that are still under way.
        if now >= horizon, jobs.count == 0 { return }
        services[service].booting -= 1
        if services[service].bootFails(number) {
            leaveNode(replica, wasBooting: true)
            return replace(number, of: service)
        }
        if loads[replica].node >= 0 { cluster?.booted(on: Int(loads[replica].node)) }
        becomeReady(replica, at: now)
        admitWaiting(service)
        settle(replica, of: service)
    }

    /// All that a crashed replica had to do is lost.
    mutating func crash(_ replica: Int) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        guard services[service].control.replicas[number].goneAt == nil else { return }
        let isReady = services[service].control.replicas[number].state == .ready
        if isReady { services[service].balancer.drain(number) }
        loads[replica].stopWork(at: now)
        loads[replica].queue = JobQueue()
        if case .processorSharing = services[service].model.discipline {
            services[service].shared[number].removeAll(at: now)
        }
        if isReady { replace(number, of: service) } else { services[service].control.lose(number, at: now) }
        leaveNode(replica, wasBooting: false)
        loseJobs(of: replica)
    }

    private mutating func loseJobs(of replica: Int) {
        for slot in jobs.slots where Int(jobs[slot].replica) == replica && jobs[slot].isHeldByReplica {
            jobs[slot].holdsServer = false
            if jobs[slot].isAbandoned {
                jobs.remove(slot)
            } else {
                release(replica, of: Int(loads[replica].service))
                fail(slot, .broken)
            }
        }
    }

    /// Another replica is launched in the place of one that failed, as a replica set would.
    mutating func replace(_ number: Int, of service: Int) {
        services[service].control.lose(number, at: now)
        launch(service)
    }

    mutating func scrape(_ service: Int) {
        services[service].control.beginScrape()
        for number in services[service].control.serving
        where services[service].control.replicas[number].state == .ready {
            report(number, of: service)
            services[service].control.record(number, busy: workDone(by: number, of: service), at: now)
        }
        addControlEvent(.scrape, of: service, at: now + services[service].control.metrics.scrapeInterval.nanoseconds)
    }

    mutating func sumUpWork() {
        for service in services.indices {
            busyNanoseconds[service] = services[service].replicas.indices.reduce(0) {
                $0 + workDone(by: $1, of: service)
            }
        }
    }

    /// The control plane learns what a replica has done.
    mutating func report(_ number: Int, of service: Int) {
        loads[Int(services[service].replicas[number])].report(to: &services[service].control.replicas[number])
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
            leaveNode(Int(services[service].replicas[number]), wasBooting: true)
        }
        if loads[Int(services[service].replicas[number])].inFlight == 0 { beGone(number, of: service) }
    }

    /// A replica that was ended has no more requests.
    mutating func beGone(_ number: Int, of service: Int) {
        services[service].control.replicas[number].goneAt = now
        if services[service].control.replicas[number].readyAt != nil {
            leaveNode(Int(services[service].replicas[number]), wasBooting: false)
        }
    }
}
