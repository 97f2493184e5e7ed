/// Replicas that are launched for a request and ended when idle; see `OnDemandPolicy`.
extension EventEngine {
    /// A request waits at the balancer: each that does has a boot of its own, as far as there may be replicas.
    mutating func launchOnDemand(_ service: Int) {
        guard let policy = services[service].onDemand else { return }
        while services[service].booting < services[service].waitingCount,
            services[service].control.serving.count < policy.maxReplicas
        { launch(service) }
    }

    /// Requests that waited have left: boots for which none waits any more are given up.
    mutating func cancelBoots(_ service: Int) {
        guard let policy = services[service].onDemand, policy.cancelsBoots else { return }
        while services[service].booting > services[service].waitingCount {
            guard let number = services[service].control.lastBooting else { return }
            end(number, of: service)
        }
    }

    /// A replica may have nothing to do.
    @inline(__always)
    mutating func settle(_ replica: Int, of service: Int) {
        guard services[service].onDemand != nil, loads[replica].inFlight == 0 else { return }
        if services[service].learnsIdleTimes { beginIdleTime(service) }
        beIdle(replica, service)
    }

    private mutating func beIdle(_ replica: Int, _ service: Int) {
        let number = Int(loads[replica].number)
        guard services[service].control.replicas[number].state == .ready else { return }
        loads[replica].idleSerial &+= 1
        guard
            let keepAlive = services[service].keepAlives?.nanoseconds(of: number, serial: loads[replica].idleSerial)
                ?? services[service].idleness?.remaining(at: now)
        else { return }
        if keepAlive == 0 { return end(number, of: service) }
        let expiry = now + keepAlive
        if expiry < horizon {
            events.add(
                .expiry, rank: .evaluation, at: expiry, subject: replica, replica: number,
                serial: loads[replica].idleSerial)
        }
    }

    mutating func expire(_ replica: Int, serial: UInt32) {
        let service = Int(loads[replica].service)
        let number = Int(loads[replica].number)
        // It has had work since.
        guard loads[replica].idleSerial == serial, loads[replica].inFlight == 0 else { return }
        guard services[service].control.replicas[number].state == .ready else { return }
        end(number, of: service)
    }
}
