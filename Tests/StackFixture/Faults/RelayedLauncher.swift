import BootProbe
import Profiles
import Synchronization
import TestSupport
import VotingStack

/// Launches the services of a stack so that they reach one another through a relay, and knows its vote replicas.
///
/// Services listen at the lab's gateway and find one another there; those that are to be cut off find links of a relay
/// at a gateway of their own in its place.
final class RelayedLauncher: Launcher {
    let technology = Technology.process
    let accelerator = Accelerator.none
    let path = NetworkPath.loopback

    private static let replicas = "127.200.0.1"
    private static let workers = "127.200.0.2"
    private static let result = "127.200.0.3"

    private let plain: ProcessLauncher
    /// Each with a gateway of its own.
    private let cutOff: [String: ProcessLauncher]
    private let voteImage: String
    private let disks: [StackFault.Disk: SmallDisk]
    private let living = Mutex<[any Instance]>([])

    init(
        _ bench: Bench, _ relay: Relay, _ conditions: [StackFault.Link: LinkCondition],
        _ disks: [StackFault.Disk: SmallDisk]
    ) throws(BootProbeError) {
        func open(_ name: StackFault.Link, at gateway: String, to target: Endpoint) throws(BootProbeError) {
            let endpoint = Endpoint(address: gateway, port: target.port)
            _ = try relay.open(at: endpoint, to: target, conditions[name] ?? LinkCondition())
        }
        try open(.replicasToRedis, at: Self.replicas, to: bench.plan.redis)
        try open(.workersToRedis, at: Self.workers, to: bench.plan.redis)
        try open(.workersToPostgreSQL, at: Self.workers, to: bench.plan.postgreSQL)
        try open(.resultToPostgreSQL, at: Self.result, to: bench.plan.postgreSQL)
        self.disks = disks
        plain = bench.launcher
        voteImage = bench.plan.replica.name
        var cutOff: [String: ProcessLauncher] = [:]
        for gateway in [Self.replicas, Self.workers, Self.result] {
            cutOff[gateway] = try Bench.launcher(gateway: gateway)
        }
        self.cutOff = cutOff
    }

    func prepare(_ image: ImageManifest) throws(BootProbeError) { try plain.prepare(image) }

    func stage(_ image: ImageManifest, as id: InstanceID) throws(BootProbeError) -> StagedLaunch {
        // Whoever wrote to the disk has ended by now.
        try StackFault.Disk(rawValue: image.name).flatMap { disks[$0] }?.restorePower()
        let staged = try launcher(of: image).stage(listeningAtGateway(image), as: id)
        guard image.name == voteImage else { return staged }
        return StagedLaunch(id: staged.id, endpoint: staged.endpoint) { [self] () throws(BootProbeError) in
            let instance = try staged.launch()
            living.withLock { $0.append(instance) }
            return instance
        } discard: { () throws(BootProbeError) in
            try staged.discard()
        }
    }

    func shutDown() {}

    /// Kills the vote replica that was launched first; false where none is left.
    func killReplica() throws(BootProbeError) -> Bool {
        let victim = living.withLock { living in
            living.removeAll { $0.failure() != nil }
            return living.isEmpty ? nil : living.removeFirst()
        }
        try victim?.destroy()
        return victim != nil
    }

    private func launcher(of image: ImageManifest) -> ProcessLauncher {
        let gateway =
            image.name == voteImage
            ? Self.replicas
            : image.name.hasPrefix(StackFault.Service.worker.rawValue)
                ? Self.workers
                : image.name == StackFault.Service.result.rawValue ? Self.result : ""
        return cutOff[gateway] ?? plain
    }

    /// The result page listens at the gateway, where it is asked for; the stack's own, not that of its links.
    private func listeningAtGateway(_ image: ImageManifest) -> ImageManifest {
        guard image.name == StackFault.Service.result.rawValue else { return image }
        var image = image
        for index in image.environment.indices where image.environment[index].name == "ADDRESS" {
            image.environment[index].value = Lab.gateway
        }
        return image
    }
}

/// HAProxy, which reaches each replica through a link of a relay.
final class RelayedRouting: ReplicaRouting {
    private static let address = "127.200.0.4"

    private let balancer: HAProxy
    private let relay: Relay
    private let condition: LinkCondition
    /// By the replica's name. Few enough to stay when it has gone.
    private let links = Mutex<[String: Relay.Link]>([:])

    init(_ balancer: HAProxy, _ relay: Relay, _ condition: LinkCondition) {
        self.balancer = balancer
        self.relay = relay
        self.condition = condition
    }

    func add(_ replica: String, at endpoint: Endpoint) throws(BootProbeError) {
        if let link = links.withLock({ $0[replica] }) { return try balancer.add(replica, at: link.endpoint) }
        let link = try relay.open(at: Endpoint(address: Self.address, port: 0), to: endpoint, condition)
        links.withLock { $0[replica] = link }
        try balancer.add(replica, at: link.endpoint)
    }

    func drain(_ replica: String) throws(BootProbeError) { try balancer.drain(replica) }

    func remove(_ replica: String) throws(BootProbeError) { try balancer.remove(replica) }

    func counts() throws(BootProbeError) -> RoutingCounts { try balancer.counts() }
}
