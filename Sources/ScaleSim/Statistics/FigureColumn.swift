/// One figure of a run, under the name that it has in JSON.
package struct FigureColumn: Sendable {
    package enum Unit: String, Sendable, Codable {
        case seconds, share, count
        case replicaSeconds = "replica_seconds"
    }

    /// As `JSONFormat` writes it.
    package let name: String
    /// For people.
    package let label: String
    package let unit: Unit
    package let value: @Sendable (Figures<Double>) -> Double

    private init(
        _ name: String, _ label: String, _ unit: Unit, _ value: @escaping @Sendable (Figures<Double>) -> Double
    ) {
        self.name = name
        self.label = label
        self.unit = unit
        self.value = value
    }

    /// All of them: what users notice first, then what it costs.
    package static let all: [FigureColumn] = [
        FigureColumn("over_objective_share", "over the objective", .share) { $0.overObjectiveShare },
        FigureColumn("failed_share", "failed", .share) { $0.failedShare },
        FigureColumn("refused_share", "refused", .share) { $0.refusedShare },
        FigureColumn("latency_mean_seconds", "latency, mean", .seconds) { $0.latencyMeanSeconds },
        FigureColumn("latency_p50_seconds", "latency, p50", .seconds) { $0.latencyP50Seconds },
        FigureColumn("latency_p90_seconds", "latency, p90", .seconds) { $0.latencyP90Seconds },
        FigureColumn("latency_p95_seconds", "latency, p95", .seconds) { $0.latencyP95Seconds },
        FigureColumn("latency_p99_seconds", "latency, p99", .seconds) { $0.latencyP99Seconds },
        FigureColumn("latency_max_seconds", "latency, max", .seconds) { $0.latencyMaxSeconds },
        FigureColumn("wait_mean_seconds", "waiting, mean", .seconds) { $0.waitMeanSeconds },
        FigureColumn("queued_share", "had to wait", .share) { $0.queuedShare },
        FigureColumn("utilization", "utilisation", .share) { $0.utilization },
        FigureColumn("replica_seconds", "replica-seconds", .replicaSeconds) { $0.replicaSeconds },
        FigureColumn("peak_replicas", "peak replicas", .count) { $0.peakReplicas },
        FigureColumn("cold_starts", "cold starts", .count) { $0.coldStarts },
        FigureColumn("requests", "requests", .count) { $0.requests },
    ]

    /// Nil where no figure has this name.
    package static func named(_ name: String) -> FigureColumn? { all.first { $0.name == name } }
}
