import BootProbe
import Foundation
import Glibc
import ScaleSim
import TestSupport
import VotingStack

/// Votes while services are killed, cut off and left without room: every vote that was acknowledged must be stored
/// once, and the last of each voter must win.
struct Faults {
    private let bench: Bench
    private let schedule: FaultSchedule
    private let seed: UInt64

    private static let replicas = 2
    private static let votesPerSecond = 80.0
    /// For the last fault to be over and seen.
    private static let quietSeconds = 6.0

    init(_ bench: Bench, _ schedule: FaultSchedule, seed: UInt64) {
        self.bench = bench.with(workers: 2)
        self.schedule = schedule
        self.seed = seed
    }

    func run() throws(BootProbeError) -> FaultOutcome {
        let disks = try Self.disks(in: bench.plan.folder)
        defer { for disk in disks.values { disk.detach() } }
        let relay = Relay()
        defer { relay.end() }
        let conditions = Dictionary(uniqueKeysWithValues: StackFault.Link.allCases.map { ($0, LinkCondition()) })
        let launcher = try RelayedLauncher(bench, relay, conditions, disks)
        let stack = Stack(bench.plan, launcher: launcher, progress: Bench.log)
        try stack.up()
        defer { stack.down() }
        // What a stack prepares once is no longer fresh when the power fails.
        sync()
        let routing = RelayedRouting(stack.haproxy, relay, conditions[.balancerToReplicas] ?? LinkCondition())
        let replicas = LiveAutoscaler(
            LiveAutoscaler.Settings(
                image: bench.plan.replica, initialReplicas: Self.replicas, metrics: MetricsPipeline(),
                cpuRequestMilli: 1000),
            policy: StaticPolicy(replicas: Self.replicas), launcher: launcher, routing: routing)
        defer { _ = replicas.end() }
        try replicas.startInitialReplicas()
        let restarts = ServiceRestarts(of: stack)
        defer { restarts.wait() }
        let upkeep = StackUpkeep(restarts, replicas, everySeconds: 0.5)
        defer { upkeep.end() }
        let injector = FaultInjector(restarts, launcher, conditions, disks)
        let recovery = StackRecovery(
            stack: stack, restarts: restarts, replicas: replicas, replicasWanted: Self.replicas)
        return try run(injector, recovery)
    }

    private static func disks(in folder: String) throws(BootProbeError) -> [StackFault.Disk: SmallDisk] {
        var disks: [StackFault.Disk: SmallDisk] = [:]
        // PostgreSQL begins with 40 MiB, and keeps up to 80 MiB of its log.
        for (name, mebibytes) in [(StackFault.Disk.redis, 64), (.postgresql, 256)] {
            disks[name] = try SmallDisk(at: "\(folder)/\(name.rawValue)", mebibytes: mebibytes)
        }
        return disks
    }

    private func run(_ injector: FaultInjector, _ recovery: StackRecovery) throws(BootProbeError) -> FaultOutcome {
        let load = load
        let start = WallClock.Reading.now
        let thread = DedicatedThread(name: "load") { () throws(BootProbeError) in
            try LoadGenerator(plan: load).run(from: start.at)
        }
        var outcome = FaultOutcome(seed: seed)
        for (number, fault) in schedule.faults.enumerated() {
            Thread.sleep(forTimeInterval: fault.pause)
            Bench.log("fault \(number + 1) of \(schedule.faults.count): \(fault.kind)")
            injector.begin(fault)
            outcome.faults["\(fault.kind)", default: 0] += 1
        }
        injector.wait()
        let report = try thread.wait()
        let loadEnd = HostInstant.now
        let state = recovery.wait()
        outcome.recoverySeconds = HostInstant.now.seconds(since: loadEnd)
        outcome.missing = state.missing
        let clock = WallClock(first: start, last: .now)
        outcome.audit(
            report, of: load, clock: { Int64(clock.shown(after: $0) * 1e6) }, stored: state.stored,
            pageTotal: state.pageTotal)
        outcome.lateOlderVote = state.missing.isEmpty ? try LateVote(plan: bench.plan).store() : nil
        return outcome
    }

    /// Voters who vote twice on average, some once and some often, all within a few seconds: so every part of the run
    /// has the last votes of some.
    private var load: LoadPlan {
        var random = SplitMix64(seed: seed &+ 1)
        let count = Int((schedule.seconds + Self.quietSeconds) * Self.votesPerSecond)
        return LoadPlan(
            target: bench.plan.votePage, sendSeconds: (0..<count).map { Double($0) / Self.votesPerSecond },
            timeoutSeconds: 5, seed: seed, voters: (0..<count).map { $0 / 2 + random.nextIndex(below: 160) })
    }
}
