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
        loads[replica].hasSettled = true
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
        finishBoot(replica, of: service)
        admitWaiting(service)
        settle(replica, of: service)
    }

    /// What the boot left to do slows the first requests down.
    private mutating func finishBoot(_ replica: Int, of service: Int) {
        guard !loads[replica].hasSettled, let work = services[service].model.settling?.nanoseconds else { return }
        occupy(replica, of: service, work: work)
    }

    /// Gives a replica CPU nanoseconds of work for which nobody waits.
    mutating func occupy(_ replica: Int, of service: Int, work: Int64) {
        services[service].bandwidth?.occupy(replica: Int(loads[replica].number), at: now, work: work)
        loads[replica].assignedNanoseconds += work
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
            let load = Int(services[service].replicas[number])
            services[service].control.record(
                number, busy: workDone(by: number, of: service), presence: loads[load].presence(at: now))
        }
        for (place, other) in services[service].control.scrapedServices.enumerated() {
            services[service].control.record(scrapedService: place, totals(of: other ?? service))
        }
        addControlEvent(.scrape, of: service, at: now + services[service].control.metrics.scrapeInterval.nanoseconds)
    }

    private func totals(of service: Int) -> MetricsScraper.ServiceTotals {
        services[service].totals(at: now, queued: queuedAtReplicas(of: service))
    }

    /// Requests that were sent to a replica which works on others before them.
    private func queuedAtReplicas(of service: Int) -> Int {
        services[service].control.serving.reduce(0) { sum, number in
            let replica = Int(services[service].replicas[number])
            // Under a CPU limit all hold it in turn, as it were.
            let limited = services[service].bandwidth == nil ? 0 : max(0, Int(loads[replica].held) - 1)
            return sum + loads[replica].queue.count + limited
        }
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
        scale(service)
        addControlEvent(.evaluation, of: service, at: now + services[service].control.evaluationInterval)
    }

    /// A request waits: where there is no replica, nor one that boots, the policy is asked at once.
    mutating func wake(_ service: Int) {
        guard services[service].control.serving.isEmpty, now < horizon else { return }
        scale(service, woken: services[service].waitingCount)
    }

    private mutating func scale(_ service: Int, woken: Int? = nil) {
        let desired = services[service].control.evaluate(at: now, queued: queued(for: service), woken: woken)
        while services[service].control.serving.count < desired {
            services[service].upcomingBoots = desired - services[service].control.serving.count - 1
            launch(service)
        }
        while services[service].control.serving.count > desired, let last = services[service].control.serving.last {
            end(last, of: service)
        }
    }

    /// What the policy reads without a scrape; empty where it reads nothing so.
    private func queued(for service: Int) -> [Int] {
        guard services[service].control.metrics.readsDirectly else { return [] }
        return services[service].control.scrapedServices.map { totals(of: $0 ?? service).queued }
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
