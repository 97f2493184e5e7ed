import BootProbe
import ScaleSim

/// Who is there, and in which state: the bookkeeping of a live run's replicas, without effects.
///
/// It follows the simulator's engine: replicas are removed in the reverse order of their launches, and one that drains
/// is there until it is gone.
struct ReplicaLedger: Sendable {
    private let metrics: MetricsPipeline
    private let cpuRequestMilli: Int
    private(set) var replicas: [LiveReplica] = []
    /// Numbers of the replicas that boot or are ready, in the order of their launches.
    private(set) var serving: [Int] = []
    /// Of the service as a whole.
    private var usage: UsageWindow
    /// Whether the policy is told what waits for a replica.
    private let hasActivator: Bool

    init(metrics: MetricsPipeline, cpuRequestMilli: Int, hasActivator: Bool = false) {
        self.metrics = metrics
        self.cpuRequestMilli = cpuRequestMilli
        self.hasActivator = hasActivator
        usage = UsageWindow(metrics)
    }

    /// Books a launch and returns the new replica's number.
    mutating func launch(at instant: HostInstant) -> Int {
        let number = replicas.count
        replicas.append(LiveReplica(number: number, launchedAt: instant, usage: UsageWindow(metrics)))
        serving.append(number)
        return number
    }

    /// - Parameter bootCPUSeconds: what its boot has used, which is no load of the service.
    mutating func attach(_ instance: any Instance, to number: Int, bootCPUSeconds: Double?) {
        replicas[number].instance = instance
        replicas[number].usage.leaveOut(cpuSeconds: bootCPUSeconds)
        replicas[number].launchedAt = instance.launchedAt
    }

    /// Whether the replica, which has answered, is still wanted; from now on it is ready.
    mutating func becomeReady(_ number: Int, at instant: HostInstant) -> Bool {
        guard replicas[number].state == .booting else { return false }
        replicas[number].state = .ready
        replicas[number].readyAt = instant
        return true
    }

    mutating func setRouted(_ number: Int, _ isRouted: Bool) { replicas[number].isRouted = isRouted }

    /// Takes the last launched replica out of service and returns its number; nil where none serves.
    mutating func drainLast(at instant: HostInstant) -> Int? {
        guard let number = serving.last else { return nil }
        drain(number, at: instant)
        return number
    }

    /// Takes a replica out of service that ended by itself; false where it was out of service already.
    mutating func fail(_ number: Int, reason: String, at instant: HostInstant) -> Bool {
        guard replicas[number].state != .draining else { return false }
        replicas[number].failure = reason
        drain(number, at: instant)
        return true
    }

    private mutating func drain(_ number: Int, at instant: HostInstant) {
        serving.removeAll { $0 == number }
        replicas[number].state = .draining
        replicas[number].drainedAt = instant
    }

    mutating func gone(_ number: Int, at instant: HostInstant) { replicas[number].goneAt = instant }

    // MARK: Metrics

    mutating func begin(_ totals: LiveTotals, at origin: HostInstant) {
        usage.begin(at: origin, totals.service)
        for (number, total) in totals.replicas { replicas[number].usage.begin(at: origin, total) }
    }

    mutating func record(_ totals: LiveTotals, planned: SimTime, at instant: HostInstant) {
        usage.record(totals.service, planned: planned, at: instant)
        for (number, total) in totals.replicas {
            replicas[number].usage.record(total, planned: planned, at: instant)
        }
    }

    /// What a policy knows at `time` of a run that began at `origin`.
    ///
    /// - Parameters:
    ///   - queued: requests that wait now; nil where nobody reads that directly.
    ///   - woken: the same, where one of them is why the policy is asked.
    func observation(
        at time: SimTime, origin: HostInstant, currentReplicas: Int, queued: Int? = nil, woken: Int? = nil
    ) -> Observation {
        let present = replicas.filter { $0.goneAt == nil }
        return Observation(
            time: time.seconds, currentReplicas: currentReplicas,
            pods: present.map { pod($0, at: time, origin: origin) },
            podMetrics: Dictionary(
                uniqueKeysWithValues: metrics.podMetrics.map {
                    ($0.name, values(of: $0.quantity, present, at: time, woken: woken))
                }),
            objectMetrics: values(of: metrics.objectMetrics, at: time, queued: queued),
            externalMetrics: values(of: metrics.externalMetrics, at: time, queued: queued))
    }

    private func values(
        of quantity: MetricsPipeline.Quantity, _ present: [LiveReplica], at time: SimTime, woken: Int?
    ) -> [String: Double] {
        var values: [String: Double] = [:]
        for replica in present where replica.state == .ready {
            values[replica.name] = replica.usage.sample(at: time)?.value(of: quantity)
        }
        if hasActivator, quantity == .concurrency {
            values[KPACollector.activator] = woken.map(Double.init) ?? usage.sample(at: time)?.waiting
        }
        return values
    }

    private func values(
        of wanted: [MetricsPipeline.ServiceMetric], at time: SimTime, queued: Int?
    ) -> [String: Double] {
        var values: [String: Double] = [:]
        for metric in wanted {
            values[metric.name] =
                metric.isDirect ? queued.map(Double.init) : usage.sample(at: time)?.value(of: metric.quantity)
        }
        return values
    }

    /// A booting replica is a running pod without a sample, a draining one a deleted pod.
    private func pod(_ replica: LiveReplica, at time: SimTime, origin: HostInstant) -> PodObservation {
        let sample = replica.state == .ready ? replica.usage.sample(at: time) : nil
        let cpus = sample?.cpus
        var pod = PodObservation(
            name: replica.name, ready: replica.state == .ready,
            startTime: replica.launchedAt.seconds(since: origin),
            readyTransition: (replica.readyAt ?? replica.launchedAt).seconds(since: origin),
            deleted: replica.state == .draining, cpuRequestMilli: cpuRequestMilli,
            // Rounded up to a thousandth of a CPU, as a Kubernetes quantity is.
            cpuUsageMilli: cpus.map { Int(($0 * 1000).rounded(.up)) },
            metricTime: cpus.flatMap { _ in sample?.time.seconds },
            metricWindow: cpus.map { _ in metrics.window.seconds })
        if let container = metrics.container { pod.containers = [container: pod.onlyContainer] }
        return pod
    }

    // MARK: Results

    /// The replicas' histories as the simulator tells them, in nanoseconds since `origin`.
    func histories(origin: HostInstant) -> [Replica] {
        func time(_ instant: HostInstant) -> Int64 { instant.nanoseconds - origin.nanoseconds }
        return replicas.map { replica in
            var history = Replica(launchedAt: time(replica.launchedAt))
            history.state = replica.state
            history.readyAt = replica.readyAt.map(time)
            history.drainedAt = replica.drainedAt.map(time)
            history.goneAt = replica.goneAt.map(time)
            return history
        }
    }
}
