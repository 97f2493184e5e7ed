/// Services that learn how long to keep their replicas; see `ServiceIdleness`.
extension EventEngine {
    /// A request comes.
    @inline(never)
    mutating func endIdleTime(_ service: Int) { services[service].idleness?.end(at: now) }

    /// A service may have no more requests.
    mutating func beginIdleTime(_ service: Int) {
        guard services[service].idleness?.isIdle == false, services[service].isEmpty else { return }
        guard let launch = services[service].idleness?.begin(at: now) else { return }
        let ready = services[service].control.serving.filter { services[service].control.replicas[$0].state == .ready }
        for number in ready { end(number, of: service) }
        if launch < horizon {
            events.add(
                .preWarm, rank: .evaluation, at: launch, subject: service, replica: service,
                serial: services[service].idleness?.serial ?? 0)
        }
    }

    /// A request is expected soon.
    mutating func preWarm(_ service: Int, serial: UInt32) {
        guard services[service].idleness?.isIdle == true, services[service].idleness?.serial == serial,
            // One that still boots for a request which is gone will do.
            services[service].control.serving.isEmpty
        else { return }
        launch(service)
    }
}
