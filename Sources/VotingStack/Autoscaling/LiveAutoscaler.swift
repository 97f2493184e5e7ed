import BootProbe
import Foundation
import ScaleSim
import Synchronization

/// Drives real replicas by a scaling policy: the same compiled policy that the simulator runs, on observations of the
/// same form.
///
/// The order of calls is `startInitialReplicas`, `begin`, `run` (or, in tests, `scrape` and `evaluate` at chosen
/// instants), `end`.
package final class LiveAutoscaler: Sendable {
    package struct Settings: Sendable {
        package var image: ImageManifest
        package var initialReplicas: Int
        package var metrics: MetricsPipeline
        /// CPU that a replica requests, in thousandths of a CPU.
        package var cpuRequestMilli: Int
        /// Seconds that a draining replica may take for its last requests.
        package var drainLimitSeconds: Double
        /// Number of the first replica's instance; the following ones count up.
        package var firstInstance: Int

        package init(
            image: ImageManifest, initialReplicas: Int, metrics: MetricsPipeline, cpuRequestMilli: Int,
            drainLimitSeconds: Double = 30, firstInstance: Int = 1_000
        ) {
            self.image = image
            self.initialReplicas = initialReplicas
            self.metrics = metrics
            self.cpuRequestMilli = cpuRequestMilli
            self.drainLimitSeconds = drainLimitSeconds
            self.firstInstance = firstInstance
        }
    }

    struct State {
        var policy: any ScalingPolicy
        var ledger: ReplicaLedger
        var presence = PresenceMeter()
        /// The scale that was last asked for.
        var desired: Int
        var origin: HostInstant?
        var log = AutoscalerLog()
        /// By number of the replica.
        var boots: [Int: Boot] = [:]
        var retirements: [DedicatedThread<Void, Never>] = []
    }

    /// A replica being brought up on a thread of its own, whose end is awaited before the replica's.
    struct Boot {
        var thread: DedicatedThread<Void, Never>
        var cancellation: Cancellation
    }

    let settings: Settings
    let launcher: any Launcher
    let routing: any ReplicaRouting
    let now: @Sendable () -> HostInstant
    /// Whether means of requests in flight are asked for, which the balancer does not count by itself.
    let readsPresence: Bool
    let hasActivator: Bool
    let state: Mutex<State>

    package init(
        _ settings: Settings, policy: any ScalingPolicy, launcher: any Launcher, routing: any ReplicaRouting,
        now: @escaping @Sendable () -> HostInstant = { HostInstant.now }
    ) {
        precondition(settings.metrics.defect == nil, settings.metrics.defect ?? "")
        self.settings = settings
        self.launcher = launcher
        self.routing = routing
        self.now = now
        hasActivator = policy.hasActivator
        readsPresence = settings.metrics.needsEvents || hasActivator
        state = Mutex(
            State(
                policy: policy,
                ledger: ReplicaLedger(
                    metrics: settings.metrics, cpuRequestMilli: settings.cpuRequestMilli,
                    hasActivator: policy.hasActivator),
                desired: settings.initialReplicas))
    }

    /// Brings the initial replicas up, all at once, and returns when all get requests.
    ///
    /// - Throws: `failed` where one did not come up; `end` is still to be called.
    package func startInitialReplicas() throws(BootProbeError) {
        try launcher.prepare(settings.image)
        reconcile()
        for thread in state.withLock({ $0.boots.values.map(\.thread) }) { thread.wait() }
        let failure = state.withLock { $0.ledger.replicas.compactMap(\.failure).first }
        if let failure {
            throw BootProbeError(.failed, "\(settings.image.name): a replica did not come up", underlying: failure)
        }
    }

    /// Sets the zero of the run's time; what the replicas did before does not count.
    package func begin(at origin: HostInstant) {
        let totals = readTotals() ?? LiveTotals()
        state.withLock { state in
            state.origin = origin
            state.ledger.begin(totals, at: origin)
        }
    }

    /// Scrapes and evaluates at their times until `end`, on the calling thread, and makes replicas crash.
    ///
    /// - Parameter crashes: when, and how many of the ready replicas, those launched first.
    package func run(until end: SimTime, crashes: [(time: SimTime, replicas: Int)] = []) {
        var schedule = state.withLock { state in
            ControlSchedule(
                scrapeInterval: settings.metrics.scrapeInterval,
                evaluationInterval: SimTime(seconds: state.policy.evaluationIntervalSeconds),
                faults: crashes.map(\.time))
        }
        while let (time, kind) = schedule.next(before: end) {
            wait(until: origin.advanced(bySeconds: time.seconds))
            switch kind {
            case .fault(let number): crash(crashes[number].replicas)
            case .scrape: scrape(at: time)
            case .evaluation: evaluate(at: time)
            }
        }
        wait(until: origin.advanced(bySeconds: end.seconds))
    }

    /// Between two looks at the replicas, and at the numbers of requests in flight, whose means are taken from these.
    private static let lookSeconds = 0.05
    /// The same while there is no replica, and the first request is to be noticed.
    private static let wakefulSeconds = 0.01

    private func wait(until instant: HostInstant) {
        while true {
            let pause = isAsleep ? Self.wakefulSeconds : Self.lookSeconds
            guard instant.seconds(since: now()) > pause else { break }
            Thread.sleep(forTimeInterval: pause)
            look()
        }
        Thread.sleep(forTimeInterval: max(0, instant.seconds(since: now())))
    }

    /// Sees to what cannot wait for the next scrape.
    private func look() {
        if replaceEnded() { reconcile() }
        guard readsPresence else { return }
        // The next scrape tells of a balancer that does not answer.
        guard let counts = try? readCounts() else { return }
        if isAsleep, counts.waiting > 0 { wake() }
    }

    /// Whether a request would find no replica, not even one that boots, and wake the policy.
    private var isAsleep: Bool { hasActivator && state.withLock { $0.ledger.serving.isEmpty } }

    /// Ends all replicas and returns what happened.
    package func end() -> AutoscalerLog {
        state.withLock { $0.desired = 0 }
        reconcile()
        while let retirement = state.withLock({ $0.retirements.popLast() }) { retirement.wait() }
        return state.withLock { state in
            var log = state.log
            let origin = state.origin ?? now()
            log.replicas = state.ledger.histories(origin: origin)
            log.boots = state.ledger.replicas.map { LiveBoot($0, origin: origin) }
            return log
        }
    }

    /// Replicas by their state now.
    package var counts: (booting: Int, ready: Int, draining: Int) {
        state.withLock { state in
            let present = state.ledger.replicas.filter { $0.goneAt == nil }
            func count(_ wanted: Replica.State) -> Int { present.count { $0.state == wanted } }
            return (count(.booting), count(.ready), count(.draining))
        }
    }

    /// Names of the replicas that get requests.
    package var readyReplicas: [String] { ready().map(\.name) }

    var origin: HostInstant {
        guard let origin = state.withLock({ $0.origin }) else { preconditionFailure("begin comes before run") }
        return origin
    }
}

extension LiveBoot {
    fileprivate init(_ replica: LiveReplica, origin: HostInstant) {
        self.init(
            replica: replica.name, launchedAtSeconds: replica.launchedAt.seconds(since: origin),
            bootSeconds: replica.readyAt?.seconds(since: replica.launchedAt), failure: replica.failure)
    }
}
