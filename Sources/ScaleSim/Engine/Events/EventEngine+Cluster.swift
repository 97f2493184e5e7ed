import Profiles

/// Replicas on nodes.
extension EventEngine {
    /// Begins a replica's boot once it has a place.
    mutating func place(_ replica: Int) {
        let (service, number) = (Int(loads[replica].service), Int(loads[replica].number))
        guard cluster != nil else { return boot(replica, bootDuration(of: number, service)) }
        let demand = services[service].demand
        guard let node = cluster?.place(cpu: demand.cpu, memory: demand.memory) else {
            cluster?.pending.append(replica)
            return
        }
        loads[replica].node = Int32(node)
        boot(replica, bootDuration(of: number, service, on: node))
    }

    /// A replica that is there from the start has a place; the nodes of the start are taken to be enough for it.
    mutating func placeInitial(_ replica: Int) {
        let demand = services[Int(loads[replica].service)].demand
        guard let node = cluster?.place(cpu: demand.cpu, memory: demand.memory) else { return }
        loads[replica].node = Int32(node)
        cluster?.booted(on: node)
    }

    private mutating func boot(_ replica: Int, _ duration: Int64) {
        let slowed = Int64((Double(duration) * services[Int(loads[replica].service)].slowdown(at: now)).rounded())
        events.add(
            .bootDone, rank: .bootDone, at: now + slowed, subject: replica, replica: Int(loads[replica].number))
        holdUp(Int(loads[replica].service), forBootOf: slowed)
    }

    /// Where nodes are not told apart: on the one host that was measured, as `bootDuration(of:_:on:)` says of a node.
    private func bootDuration(of number: Int, _ service: Int) -> Int64 {
        guard isHostMeasured else { return services[service].control.bootDuration(of: number) }
        let booting = services[service].booting
        return services[service].bootDuration(
            of: number, concurrent: booting + services[service].upcomingBoots,
            resident: services[service].control.serving.count - booting)
    }

    /// A boot makes what the replicas of its service do cost more, as `ServiceProfile.bootSlowdown` says: as much more as one that uses
    /// all of its CPU limit does until the boot is over. Others have CPU time left for it.
    private mutating func holdUp(_ service: Int, forBootOf nanoseconds: Int64) {
        guard isHostMeasured, let share = services[service].model.profile.bootSlowdown, share > 0 else { return }
        for number in services[service].control.serving
        where services[service].control.replicas[number].state == .ready {
            guard let used = services[service].bandwidth?.used(by: number, at: now, within: nanoseconds) else {
                continue
            }
            occupy(
                Int(services[service].replicas[number]), of: service, work: Int64((share * Double(used)).rounded()))
        }
    }

    /// From the profile's surface: by the number of replicas that boot on the node, this one included, and of those that
    /// run there.
    private func bootDuration(of number: Int, _ service: Int, on node: Int) -> Int64 {
        guard let state = cluster?.nodes[node] else { return 0 }
        return services[service].bootDuration(
            of: number, concurrent: state.booting, resident: state.replicas - state.booting)
    }

    /// A replica has left its node, or will not need one any more.
    mutating func leaveNode(_ replica: Int, wasBooting: Bool) {
        guard cluster != nil else { return }
        let node = Int(loads[replica].node)
        guard node >= 0 else {
            cluster?.pending.removeAll { $0 == replica }
            return
        }
        loads[replica].node = -1
        let demand = services[Int(loads[replica].service)].demand
        cluster?.free(node, cpu: demand.cpu, memory: demand.memory, wasBooting: wasBooting, at: now)
        placePending()
    }

    private mutating func placePending() {
        guard let waiting = cluster?.pending, !waiting.isEmpty else { return }
        cluster?.pending = []
        // Those that find no place again wait again, in the same order.
        for replica in waiting { place(replica) }
    }

    // MARK: The pool

    mutating func scanNodes() {
        guard var cluster else { return }
        let demands = cluster.pending.map { services[Int(loads[$0].service)].demand }
        for _ in 0..<cluster.nodesWanted(for: demands) {
            let node = cluster.addNode(at: now)
            events.add(.nodeReady, rank: .nodeReady, at: now + cluster.bootDuration(of: node), subject: node)
        }
        cluster.removeIdle(at: now)
        let next = now + cluster.model.scanInterval.nanoseconds
        self.cluster = cluster
        if next < horizon { events.add(.nodeScan, rank: .evaluation, at: next, subject: 0, replica: 1 << 20) }
    }

    mutating func nodeReady(_ node: Int) {
        guard cluster?.nodes[node].goneAt == nil else { return }
        cluster?.becomeReady(node, at: now)
        placePending()
    }

    /// A node fails with all that is on it.
    mutating func loseNode() {
        guard let node = cluster?.oldest else { return }
        cluster?.lose(node, at: now)
        for replica in loads.indices where Int(loads[replica].node) == node {
            let (service, number) = (Int(loads[replica].service), Int(loads[replica].number))
            switch services[service].control.replicas[number].state {
            case .ready, .draining: crash(replica)
            case .booting:
                services[service].booting -= 1
                leaveNode(replica, wasBooting: true)
                replace(number, of: service)
            }
        }
    }

    // MARK: Faults

    mutating func addFaults(_ faults: [Fault]) {
        self.faults = faults
        for (number, fault) in faults.enumerated() where fault.time.nanoseconds < horizon {
            events.add(.fault, rank: .crash, at: fault.time.nanoseconds, subject: number, replica: 1 << 20)
        }
    }

    mutating func strike(_ number: Int) {
        switch faults[number].kind {
        case .crash(let service, let replicas):
            let ready = services[service].control.serving.filter {
                services[service].control.replicas[$0].state == .ready
            }
            for replica in ready.prefix(replicas) { crash(Int(services[service].replicas[replica])) }
        case .slow(let service, let factor, let duration):
            services[service].slowDown(by: factor, until: now + duration.nanoseconds)
        case .node: loseNode()
        }
    }
}
