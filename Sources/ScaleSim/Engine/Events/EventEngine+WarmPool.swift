/// Replicas that have booted beforehand; see `WarmPool`.
extension EventEngine {
    /// How long a replica takes that comes from the pool; nil where there is none, or it is empty.
    mutating func takeFromPool(_ service: Int, _ number: Int) -> Int64? {
        guard let starts = services[service].poolStarts, services[service].pooled > 0 else { return nil }
        services[service].pooled -= 1
        services[service].warmStarts += 1
        refill(service)
        return starts.nanoseconds(UInt64(number))
    }

    private mutating func refill(_ service: Int) {
        let boot = services[service].nextPoolBoot()
        events.add(.poolBooted, rank: .bootDone, at: now + boot, subject: service, replica: 1 << 20)
    }

    mutating func poolBooted(_ service: Int) { services[service].pooled += 1 }
}
