import BootProbe
import ScaleSim

/// What a voting stack consists of, apart from its vote replicas.
package struct StackPlan: Sendable {
    /// What Redis keeps when it is killed.
    package enum Durability: String, Sendable, CaseIterable {
        /// Every vote that was acknowledged: the append-only file is synced before each answer.
        case always
        /// All but the last second.
        case everySecond = "everysec"
    }

    /// The Debian tree that has every service's program.
    package var tree: TreeRecipe
    package var vote: ImageManifest
    package var result: ImageManifest
    /// The program `voting-worker` on the host.
    package var workerPath: String
    /// Folder of the stack's data and control files; it outlives the stack.
    package var folder: String
    /// Address of the backing services, the same seen from every technology.
    package var gateway: String
    package var durability: Durability
    /// What voters' cookies are signed with.
    package var secret = VoterSecret()
    /// Whether replicas take votes, for which there are databases, workers and the result page; others are just asked
    /// for their page.
    package var takesVotes = true
    /// Workers that share the queue; none where an autoscaler launches them.
    package var workers = 1
    /// Whether PostgreSQL keeps the times of commits, for those who measure them.
    package var keepsCommitTimes = false
    package var balancing: Balancing
    /// Seconds after which the balancer gives up on a replica's answer.
    package var answerTimeoutSeconds = 30
    /// Listening sockets of the host's network on which HAProxy answers too, so that browsers outside a lab see the
    /// two pages.
    package var voteListener: Int32?
    package var resultListener: Int32?
    /// The same for scrapes of all services' metrics.
    package var metricsListener: Int32?

    package init(
        tree: TreeRecipe, vote: ImageManifest, result: ImageManifest, workerPath: String, folder: String,
        gateway: String = Lab.gateway, durability: Durability = .always, balancing: Balancing = .leastConnections,
        voteListener: Int32? = nil, resultListener: Int32? = nil
    ) {
        self.tree = tree
        self.vote = vote
        self.result = result
        self.workerPath = workerPath
        self.folder = folder
        self.gateway = gateway
        self.durability = durability
        self.balancing = balancing
        self.voteListener = voteListener
        self.resultListener = resultListener
    }

    /// Where voters connect. Loopback, because the kernel reuses ports there at once: elsewhere 28,000 connections
    /// would use them up for a minute.
    package var frontend: Endpoint { Endpoint(address: "127.0.0.1", port: 8_000) }
    package var votePage: VotePage { VotePage(frontend, secret: secret, takesVotes: takesVotes) }
    package var resultPage: Endpoint { Endpoint(address: gateway, port: result.port) }
    package var redis: Endpoint { Endpoint(address: gateway, port: 6_379) }
    package var postgreSQL: Endpoint { Endpoint(address: gateway, port: 5_432) }

    /// Where the worker of a number, from 1, answers scrapes in Prometheus's format.
    package func workerMetrics(_ number: Int) -> Endpoint {
        Endpoint(address: gateway, port: 9_100 + UInt16(number))
    }

    /// The vote image as a replica of this stack.
    package var replica: ImageManifest {
        vote.setting([
            EnvironmentVariable(name: "REDIS_HOST", value: "{gateway}"),
            EnvironmentVariable(name: "REDIS_PORT", value: "\(redis.port)"),
            EnvironmentVariable(name: "VOTER_SECRET", value: secret.text),
        ])
    }
}

extension ImageManifest {
    /// This manifest with the given variables, in place of its own of the same names.
    func setting(_ variables: [EnvironmentVariable]) -> ImageManifest {
        var manifest = self
        let names = Set(variables.map(\.name))
        manifest.environment = environment.filter { !names.contains($0.name) } + variables
        return manifest
    }
}
