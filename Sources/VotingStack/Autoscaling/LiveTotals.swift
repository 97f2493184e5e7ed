import BootProbe

/// What one scrape of a live run finds.
struct LiveTotals: Sendable {
    var service = UsageWindow.Totals(cpuSeconds: nil, requests: 0)
    /// By number of the replica.
    var replicas: [(number: Int, totals: UsageWindow.Totals)] = []
}

extension LiveTotals {
    /// - Parameters:
    ///   - ready: the replicas that are asked.
    ///   - presence: up to now.
    init(_ counts: RoutingCounts, _ ready: [LiveReplica], _ presence: PresenceMeter) {
        service = UsageWindow.Totals(
            cpuSeconds: nil, requests: counts.requests, presence: presence.all, waiting: presence.waiting,
            queued: counts.waiting)
        replicas = ready.map { replica in
            (
                replica.number,
                UsageWindow.Totals(
                    cpuSeconds: replica.instance?.cpuSeconds(), requests: counts.replicas[replica.name]?.requests ?? 0,
                    presence: presence.replicas[replica.name] ?? 0)
            )
        }
    }
}
