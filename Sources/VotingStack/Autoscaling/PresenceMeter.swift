import BootProbe

/// Areas under the numbers of requests that a balancer counts, from which means over time follow. The counts are read
/// now and then, and taken to hold until the next reading.
struct PresenceMeter: Sendable {
    private var last: (at: HostInstant, counts: RoutingCounts)?
    /// Request-seconds, by replica.
    private(set) var replicas: [String: Double] = [:]
    /// Of all requests, and of those that wait for a replica.
    private(set) var all = 0.0
    private(set) var waiting = 0.0

    mutating func note(_ counts: RoutingCounts, at instant: HostInstant) {
        if let last {
            let seconds = max(0, instant.seconds(since: last.at))
            for (replica, statistics) in last.counts.replicas {
                replicas[replica, default: 0] += Double(statistics.inFlight) * seconds
            }
            all += Double(last.counts.inFlight) * seconds
            waiting += Double(last.counts.waiting) * seconds
        }
        last = (instant, counts)
    }
}
