/// What is done to a voting stack, and for how long.
package struct StackFault: Equatable, Sendable {
    package enum Service: String, CaseIterable, Sendable {
        case worker
        case secondWorker = "worker-2"
        case redis
        case postgresql
        case haproxy
        case result
        case replica
    }

    package enum Link: String, CaseIterable, Sendable {
        case replicasToRedis = "replicas-redis"
        case workersToRedis = "workers-redis"
        case workersToPostgreSQL = "workers-postgresql"
        case resultToPostgreSQL = "result-postgresql"
        case balancerToReplicas = "haproxy-replicas"
    }

    package enum Disk: String, CaseIterable, Sendable {
        case redis
        case postgresql
    }

    package enum Kind: Hashable, Sendable {
        /// kill -9; after the fault's time it is started again.
        case kill(Service)
        /// All connections are reset, and so are new ones during the fault's time.
        case reset(Link)
        /// Nothing passes during the fault's time, and what was sent arrives after it, as TCP has it.
        case silence(Link)
        /// All that passes is late.
        case delay(Link)
        /// No byte is left during the fault's time.
        case fill(Disk)
        /// kill -9 of the disk's service, and what it had not synced is gone when it is started again.
        case cutPower(Disk)
    }

    package var kind: Kind
    /// Seconds from the one before, or from the start.
    package var pause: Double
    package var seconds: Double
    /// How late a delay makes each piece; how long votes pile up in Redis before it is killed.
    package var delaySeconds: Double
}

extension StackFault.Kind: CustomStringConvertible {
    package static let all: [Self] =
        StackFault.Service.allCases.map(Self.kill)
        + StackFault.Link.allCases.flatMap { [.reset($0), .silence($0), .delay($0)] }
        + StackFault.Disk.allCases.flatMap { [.fill($0), .cutPower($0)] }

    package var description: String {
        switch self {
        case .kill(let service): "kill \(service.rawValue)"
        case .reset(let link): "reset \(link.rawValue)"
        case .silence(let link): "silence \(link.rawValue)"
        case .delay(let link): "delay \(link.rawValue)"
        case .fill(let disk): "fill the disk of \(disk.rawValue)"
        case .cutPower(let disk): "cut the power of \(disk.rawValue)"
        }
    }
}
