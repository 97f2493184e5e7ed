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

    private struct State {
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
    private struct Boot {
        var thread: DedicatedThread<Void, Never>
        var cancellation: Cancellation
    }

    private let settings: Settings
    private let launcher: any Launcher
    private let routing: any ReplicaRouting
    private let now: @Sendable () -> HostInstant
    /// Whether means of requests in flight are asked for, which the balancer does not count by itself.
    private let readsPresence: Bool
    private let hasActivator: Bool
    private let state: Mutex<State>

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
        if isAsleep, counts.waiting > 0 { wake(waiting: counts.waiting) }
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

    private var origin: HostInstant {
        guard let origin = state.withLock({ $0.origin }) else { preconditionFailure("begin comes before run") }
        return origin
    }
}

// MARK: Control events

extension LiveAutoscaler {
    /// Reads every ready replica's totals, and makes good what broke: replaces replicas that have ended by themselves,
    /// and names those to a restarted balancer that it has forgotten.
    package func scrape(at time: SimTime) {
        readmit()
        if let totals = readTotals() {
            let instant = now()
            state.withLock { $0.ledger.record(totals, planned: time, at: instant) }
        }
        replaceEnded()
        reconcile()
    }

    /// Takes those out of service that have ended by themselves; whether there were any.
    @discardableResult
    private func replaceEnded() -> Bool {
        var isAny = false
        for replica in ready() {
            guard let reason = replica.instance?.failure() else { continue }
            fail(replica.number, reason)
            isAny = true
        }
        return isAny
    }

    /// Ends the first `count` of the ready replicas without a word to anybody, as a crash does.
    package func crash(_ count: Int) {
        let struck = Array(ready().prefix(count))
        for replica in struck {
            do throws(BootProbeError) { try replica.instance?.destroy() } catch {
                note("\(replica.name) was not made to crash: \(error)")
            }
        }
        state.withLock { state in
            for replica in struck { take(replica.number, outOf: &state, "it was made to crash", isProblem: false) }
        }
        reconcile()
    }

    /// Asks the policy at once: a request has come, and there is no replica.
    package func wake(waiting: Int) {
        let origin = self.origin
        let time = SimTime(nanoseconds: now().nanoseconds - origin.nanoseconds)
        let observation = state.withLock { state in
            state.ledger.observation(
                at: time, origin: origin, currentReplicas: state.desired, queued: waiting, woken: waiting)
        }
        follow(observation)
    }

    /// Shows the policy what there is, and does what it wants.
    package func evaluate(at time: SimTime) {
        let origin = self.origin
        let queued = settings.metrics.readsDirectly ? countsOrNote()?.waiting : nil
        let observation = state.withLock { state in
            state.ledger.observation(at: time, origin: origin, currentReplicas: state.desired, queued: queued)
        }
        follow(observation)
    }

    /// Asks the policy what it makes of `observation`, and does what it wants.
    package func follow(_ observation: Observation) {
        state.withLock { state in
            let decision = state.policy.decide(observation)
            state.desired = max(0, decision.desired)
            state.log.observations.append(observation)
            state.log.decisions.append(
                DecisionRecord(
                    timeSeconds: observation.time, currentReplicas: observation.currentReplicas,
                    desiredReplicas: decision.desired, reason: decision.reason))
        }
        reconcile()
    }

    private func readmit() {
        do throws(BootProbeError) {
            let known = try routing.counts().replicas
            for replica in ready() where replica.isRouted && known[replica.name] == nil {
                guard let instance = replica.instance else { continue }
                try routing.add(replica.name, at: instance.endpoint)
                note("\(replica.name) was unknown to the balancer and was added again")
            }
        } catch {
            note("no replica could be added again: \(error)")
        }
    }

    private func ready() -> [LiveReplica] {
        state.withLock { $0.ledger.replicas.filter { $0.state == .ready } }
    }

    /// Nil where the balancer does not answer.
    private func readTotals() -> LiveTotals? {
        guard let counts = countsOrNote() else { return nil }
        let presence = state.withLock { $0.presence }
        return LiveTotals(counts, ready(), presence)
    }

    /// Reads how many requests are where.
    private func readCounts() throws(BootProbeError) -> RoutingCounts {
        let counts = try routing.counts()
        let instant = now()
        state.withLock { $0.presence.note(counts, at: instant) }
        return counts
    }

    /// Nil where the balancer does not answer, of which a note is taken.
    private func countsOrNote() -> RoutingCounts? {
        do throws(BootProbeError) { return try readCounts() } catch {
            note("no statistics: \(error)")
            return nil
        }
    }

    private func note(_ problem: String) {
        state.withLock { $0.log.problems.append(problem) }
    }
}

// MARK: Effects

extension LiveAutoscaler {
    /// Launches or drains until as many replicas boot or serve as are wanted.
    private func reconcile() {
        state.withLock { state in
            while state.ledger.serving.count < state.desired {
                let number = state.ledger.launch(at: now())
                let cancellation = Cancellation()
                let thread = DedicatedThread(name: LiveReplica.name(number)) { [self] in
                    bringUp(number, cancellation)
                }
                state.boots[number] = Boot(thread: thread, cancellation: cancellation)
            }
            while state.ledger.serving.count > state.desired, let number = state.ledger.drainLast(at: now()) {
                state.boots[number]?.cancellation.cancel()
                state.retirements.append(retirement(of: number, state.boots[number]?.thread))
            }
        }
    }

    /// Launches a replica and gives it requests from its first right answer on.
    private func bringUp(_ number: Int, _ cancellation: Cancellation) {
        do throws(BootProbeError) {
            let launch = try launcher.timedLaunch(
                settings.image, as: InstanceID(number: settings.firstInstance + number), cancellation: cancellation)
            state.withLock { $0.ledger.attach(launch.instance, to: number) }
            switch launch.result.outcome {
            case .answered(let answer):
                guard state.withLock({ $0.ledger.becomeReady(number, at: answer.lastByteAt) }) else { return }
                try routing.add(LiveReplica.name(number), at: launch.instance.endpoint)
                state.withLock { $0.ledger.setRouted(number, true) }
            case .timedOut: fail(number, "no right answer within \(limitSeconds) s")
            case .failed(_, let reason): fail(number, "\(reason): \(launch.instance.consoleTail())")
            }
        } catch {
            fail(number, error.description)
        }
    }

    private var limitSeconds: Double { settings.image.timeoutSeconds(on: launcher.technology) }

    /// Takes out of service a replica that ended, or never came up, against our will.
    private func fail(_ number: Int, _ reason: String) {
        state.withLock { state in take(number, outOf: &state, reason) }
    }

    private func take(_ number: Int, outOf state: inout State, _ reason: String, isProblem: Bool = true) {
        guard state.ledger.fail(number, reason: reason, at: now()) else { return }
        if isProblem { state.log.problems.append("\(LiveReplica.name(number)): \(reason)") }
        state.retirements.append(retirement(of: number, state.boots[number]?.thread))
    }

    private func retirement(
        of number: Int, _ boot: DedicatedThread<Void, Never>?
    ) -> DedicatedThread<Void, Never> {
        DedicatedThread(name: "end of \(LiveReplica.name(number))") { [self] in
            boot?.wait()
            retire(number)
        }
    }

    /// Lets a replica answer its last requests, then ends it.
    private func retire(_ number: Int) {
        let replica = state.withLock { $0.ledger.replicas[number] }
        do throws(BootProbeError) {
            if replica.isRouted {
                try routing.drain(replica.name)
                if replica.failure == nil { try awaitIdle(replica) }
                try routing.remove(replica.name)
            }
        } catch {
            note("\(replica.name) was not drained: \(error)")
        }
        do throws(BootProbeError) { try replica.instance?.destroy() } catch {
            note("\(replica.name) was not ended: \(error)")
        }
        state.withLock { $0.ledger.gone(number, at: now()) }
    }

    private func awaitIdle(_ replica: LiveReplica) throws(BootProbeError) {
        let deadline = HostInstant.now.advanced(bySeconds: settings.drainLimitSeconds)
        if routing.endsBySignal { replica.instance?.requestEnd() }
        while HostInstant.now < deadline {
            if try isIdle(replica) { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        note("\(replica.name) still had requests after \(settings.drainLimitSeconds) s of draining")
    }
}

extension LiveAutoscaler {
    private func isIdle(_ replica: LiveReplica) throws(BootProbeError) -> Bool {
        if routing.endsBySignal { return replica.instance?.failure() != nil }
        guard let statistics = try routing.counts().replicas[replica.name] else { return true }
        return statistics.inFlight == 0
    }
}

extension LiveBoot {
    fileprivate init(_ replica: LiveReplica, origin: HostInstant) {
        self.init(
            replica: replica.name, launchedAtSeconds: replica.launchedAt.seconds(since: origin),
            bootSeconds: replica.readyAt?.seconds(since: replica.launchedAt), failure: replica.failure)
    }
}
