import BootProbe

// Redis and PostgreSQL say what they do in languages of their own: an exporter asks each, and answers scrapes.
extension StackPlan {
    /// None where nobody can scrape.
    var exporterServices: [StackService] { metricsListener == nil ? [] : [redisExporter, postgreSQLExporter] }

    var exporterSources: [HAProxyConfiguration.MetricsPage.Source] {
        [
            .init(name: "redis", server: exporter(Self.redisExporterPort)),
            .init(name: "postgresql", server: exporter(Self.postgreSQLExporterPort)),
        ]
    }

    /// The ports that each is known by (github.com/prometheus/prometheus/wiki/Default-port-allocations).
    private static let redisExporterPort: UInt16 = 9_121
    private static let postgreSQLExporterPort: UInt16 = 9_187

    private func exporter(_ port: UInt16) -> Endpoint { Endpoint(address: gateway, port: port) }

    private var redisExporter: StackService {
        service(
            "redis-exporter", port: Self.redisExporterPort, isUp: "redis_up 1",
            command: [
                "prometheus-redis-exporter", "-redis.addr", "redis://{gateway}:\(redis.port)", "-web.listen-address",
                "{gateway}:{port}", "-check-single-keys", VoteQueue.list,
            ])
    }

    private var postgreSQLExporter: StackService {
        service(
            "postgresql-exporter", port: Self.postgreSQLExporterPort, isUp: "pg_up 1",
            command: ["prometheus-postgres-exporter", "--web.listen-address", "{gateway}:{port}"],
            environment: [
                EnvironmentVariable(
                    name: "DATA_SOURCE_NAME",
                    value: "postgresql://postgres@{gateway}:\(postgreSQL.port)/postgres?sslmode=disable")
            ])
    }

    private func service(
        _ name: String, port: UInt16, isUp sample: String, command: [String], environment: [EnvironmentVariable] = []
    ) -> StackService {
        let readiness = Readiness.http(path: "/metrics", status: 200, contains: [sample])
        let manifest = ImageManifest(
            name: name, tree: tree, command: command, environment: environment, user: "nobody", port: port,
            readiness: readiness)
        return StackService(manifest: manifest, check: .answer(exporter(port), readiness))
    }
}
