import BootProbe
import Foundation
import Profiles
import ScaleSim
import Synchronization
import VotingStack

/// Launches instances that are all the one local listener; CPU time and failures are what the test says.
final class FakeLauncher: Launcher {
    let technology = Technology.process
    let accelerator = Accelerator.none
    let path = NetworkPath.loopback

    private struct State {
        var launched: [FakeInstance] = []
        var refusals = 0
    }

    private let port: UInt16
    private let state = Mutex(State())

    init(port: UInt16) { self.port = port }

    var instances: [FakeInstance] { state.withLock { $0.launched } }

    /// The next `count` launches fail.
    func refuse(_ count: Int) { state.withLock { $0.refusals = count } }

    func prepare(_ image: ImageManifest) {}

    func stage(_ image: ImageManifest, as id: InstanceID) -> StagedLaunch {
        // The listener answers at all times, so that it must seem launched before anybody asks.
        let launchedAt = HostInstant.now
        return StagedLaunch(id: id, endpoint: Endpoint(address: "127.0.0.1", port: port)) {
            [self] () throws(BootProbeError) in
            try start(id, launchedAt)
        } discard: {
        }
    }

    private func start(_ id: InstanceID, _ launchedAt: HostInstant) throws(BootProbeError) -> any Instance {
        let instance = FakeInstance(
            id: id, endpoint: Endpoint(address: "127.0.0.1", port: port), launchedAt: launchedAt)
        let isRefused = state.withLock { state in
            if state.refusals > 0 {
                state.refusals -= 1
                return true
            }
            state.launched.append(instance)
            return false
        }
        if isRefused { throw BootProbeError(.failed, "no room") }
        return instance
    }

    func shutDown() {}
}

final class FakeInstance: Instance {
    let id: InstanceID
    let endpoint: Endpoint
    let launchedAt: HostInstant
    let launchReturnedAt = HostInstant.now

    private struct State {
        var cpuSeconds = 0.0
        var failure: String?
        var isDestroyed = false
    }

    private let state = Mutex(State())

    init(id: InstanceID, endpoint: Endpoint, launchedAt: HostInstant = .now) {
        self.launchedAt = launchedAt
        self.id = id
        self.endpoint = endpoint
    }

    var isDestroyed: Bool { state.withLock { $0.isDestroyed } }

    func burn(cpuSeconds: Double) { state.withLock { $0.cpuSeconds += cpuSeconds } }
    func die(of reason: String) { state.withLock { $0.failure = reason } }

    func phases() -> [PhaseStamp] { [] }
    func failure() -> String? { state.withLock { $0.failure } }
    func cpuSeconds() -> Double? { state.withLock { $0.cpuSeconds } }
    func consoleTail() -> String { "" }
    func destroy() { state.withLock { $0.isDestroyed = true } }
}

/// A balancer that only keeps a table and the order of what it was told.
final class FakeRouting: ReplicaRouting {
    private struct State {
        var table: [String: ReplicaStatistics] = [:]
        var waiting = 0
        var events: [String] = []
    }

    private let state = Mutex(State())

    var events: [String] { state.withLock { $0.events } }

    func set(_ replica: String, requests: Int, inFlight: Int) {
        state.withLock { $0.table[replica] = ReplicaStatistics(requests: requests, inFlight: inFlight) }
    }

    /// As a balancer that was restarted.
    func forgetAll() { state.withLock { $0.table = [:] } }

    func add(_ replica: String, at endpoint: Endpoint) {
        note("add \(replica)") { $0[replica] = ReplicaStatistics(requests: 0, inFlight: 0) }
    }

    func drain(_ replica: String) { note("drain \(replica)") { _ in } }
    func remove(_ replica: String) { note("remove \(replica)") { $0[replica] = nil } }

    func counts() -> RoutingCounts {
        state.withLock { state in
            RoutingCounts(
                replicas: state.table, requests: state.table.values.reduce(0) { $0 + $1.requests } + state.waiting,
                inFlight: state.table.values.reduce(0) { $0 + $1.inFlight } + state.waiting, waiting: state.waiting)
        }
    }

    /// From now on so many requests wait for a replica.
    func setWaiting(_ count: Int) { state.withLock { $0.waiting = count } }

    private func note(_ event: String, _ change: (inout [String: ReplicaStatistics]) -> Void) {
        state.withLock { state in
            state.events.append(event)
            change(&state.table)
        }
    }
}

/// A clock that the test moves.
final class FakeClock: Sendable {
    private let instant: Mutex<HostInstant>

    init(_ start: HostInstant) { instant = Mutex(start) }

    var now: HostInstant { instant.withLock { $0 } }

    func set(_ new: HostInstant) { instant.withLock { $0 = new } }
}

/// Wants each of the given numbers in turn, then the last for ever.
struct ScriptedPolicy: ScalingPolicy {
    let evaluationIntervalSeconds = 1.0
    var desired: [Int]

    mutating func decide(_ observation: Observation) -> Decision {
        let wanted = desired.count > 1 ? desired.removeFirst() : desired[0]
        return Decision(desired: wanted, reason: "script")
    }
}

/// Wants one replica from its first question on, and is woken.
struct WokenPolicy: ScalingPolicy {
    let evaluationIntervalSeconds = 60.0
    let hasActivator = true

    func decide(_ observation: Observation) -> Decision { Decision(desired: 1, reason: "woken") }
}
