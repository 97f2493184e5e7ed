import BootProbe

/// One backing service of a stack: what is launched, and how it shows that it works.
struct StackService: Sendable {
    enum Check: Sendable {
        /// A right answer at an address that need not be the instance's own.
        case answer(Endpoint, Readiness)
        /// A line that the service prints.
        case output(String)
    }

    var manifest: ImageManifest
    var check: Check
    /// Folder with the service's data, of the stack's folder; empty where it has none.
    var data = ""

    var name: String { manifest.name }
}

// MARK: The services

extension StackPlan {
    /// Where each service finds its own data folder.
    private static let dataPath = "/srv/data"

    /// The services in the order of their dependence: those within one step do not need one another.
    var steps: [[StackService]] {
        guard takesVotes else { return [[haproxyService]] }
        return [
            [postgreSQLService, redisService],
            workerNumbers.map(workerService) + [resultService, haproxyService] + exporterServices,
        ]
    }

    private var workerNumbers: Range<Int> { 1..<workers + 1 }

    private func service(
        _ name: String, command: [String], user: String? = nil, port: UInt16, preparation: [[String]] = []
    ) -> ImageManifest {
        var manifest = ImageManifest(
            name: name, tree: tree, command: command, user: user, port: port, readiness: .tcp(banner: ""),
            preparation: preparation)
        manifest.volumes = [FileMapping(from: "\(folder)/\(name)", to: Self.dataPath)]
        return manifest
    }

    var postgreSQLService: StackService {
        let programs = "/usr/lib/postgresql/15/bin"
        let data = "\(Self.dataPath)/data"
        let isNew = !FileSystem.exists("\(folder)/postgresql/data/PG_VERSION")
        // PostgreSQL refuses to run as root.
        let manifest = service(
            "postgresql",
            command: [
                "\(programs)/postgres", "-D", data, "-c", "listen_addresses={gateway}", "-c", "port={port}",
                "-c", "unix_socket_directories=", "-c", "hba_file=\(Self.dataPath)/pg_hba.conf",
                "-c", "track_commit_timestamp=\(keepsCommitTimes ? "on" : "off")",
            ],
            user: "postgres", port: postgreSQL.port,
            preparation: isNew
                ? [
                    [
                        "\(programs)/initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
                        "--encoding", "UTF8", "--locale", "C.UTF-8",
                    ]
                ] : [])
        return StackService(
            manifest: manifest, check: .answer(postgreSQL, .tcp(banner: "")), data: "postgresql")
    }

    /// The lab is the fence: only what runs inside it can connect.
    static let hostBasedAuthentication = "host all all 0.0.0.0/0 trust\n"

    var redisService: StackService {
        let manifest = service(
            "redis",
            command: [
                "redis-server", "--bind", "{gateway}", "--port", "{port}", "--protected-mode", "no",
                "--dir", Self.dataPath, "--save", "", "--appendonly", "yes", "--appendfsync", durability.rawValue,
            ],
            user: "redis", port: redis.port)
        return StackService(manifest: manifest, check: .answer(redis, .resp), data: "redis")
    }

    /// - Parameter number: from 1.
    private func workerService(_ number: Int) -> StackService {
        let name = Self.workerName(number)
        let command = workerCommand(name: name, metrics: "{gateway}:\(workerMetrics(number).port)")
        let manifest = ImageManifest(name: name, command: command, port: 0, readiness: .tcp(banner: ""))
        return StackService(manifest: manifest, check: .output("connected to Redis"))
    }

    func workerCommand(name: String, metrics: String) -> [String] {
        [
            workerPath, "--redis", "{gateway}:\(redis.port)", "--postgres",
            "host={gateway} port=\(postgreSQL.port) user=postgres dbname=postgres", "--name", name, "--metrics",
            metrics,
        ]
    }

    var resultService: StackService {
        var manifest = result.setting([
            EnvironmentVariable(name: "ADDRESS", value: "{gateway}"),
            EnvironmentVariable(name: "PORT", value: "{port}"),
            EnvironmentVariable(name: "PGHOST", value: "{gateway}"),
            EnvironmentVariable(name: "PGPORT", value: "\(postgreSQL.port)"),
            EnvironmentVariable(name: "PGUSER", value: "postgres"),
            EnvironmentVariable(name: "PGDATABASE", value: "postgres"),
        ])
        manifest.name = "result"
        return StackService(manifest: manifest, check: .answer(resultPage, manifest.readiness))
    }

    var haproxyService: StackService {
        var manifest = service(
            "haproxy", command: ["haproxy", "-db", "-f", "\(Self.dataPath)/haproxy.cfg"], port: frontend.port)
        manifest.inheritedDescriptors = [voteListener, resultListener, metricsListener].compactMap(\.self)
        return StackService(
            manifest: manifest, check: .answer(frontend, .tcp(banner: "")), data: "haproxy")
    }

    var haproxyConfiguration: HAProxyConfiguration {
        let host = voteListener.map { [HAProxyConfiguration.Listener.descriptor($0)] } ?? []
        return HAProxyConfiguration(
            listeners: [.address(frontend)] + host,
            resultPage: resultListener.map { .init(listener: .descriptor($0), server: resultPage) },
            metricsPage: metricsListener.map { .init(listener: .descriptor($0), sources: metricsSources) },
            balancing: balancing,
            socketPath: "\(Self.dataPath)/\(StackPlan.haproxySocket)",
            holdPath: "\(Self.dataPath)/\(StackPlan.holdScript)",
            answerTimeoutSeconds: answerTimeoutSeconds)
    }

    private var metricsSources: [HAProxyConfiguration.MetricsPage.Source] {
        workerNumbers.map { .init(name: Self.workerName($0), server: workerMetrics($0)) }
            + [.init(name: "result", server: resultPage)] + exporterSources
    }

    /// Paths of the metrics of all services but the replicas, whose are `vote/NAME`.
    package var metricsPaths: [String] { ["haproxy"] + metricsSources.map(\.name) }

    private static func workerName(_ number: Int) -> String { number == 1 ? "worker" : "worker-\(number)" }

    static let haproxySocket = "admin.sock"
    static let holdScript = "hold.lua"
}
