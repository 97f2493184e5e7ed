import ScaleSim

/// A figure that is compared, and how close it should be.
struct ValidationFigure: Sendable {
    var name: String
    var unit: String
    var live: @Sendable (LiveRun) -> Double?
    /// Of one replication of a simulation.
    var simulated: @Sendable (Figures<Double>, SimulationResult) -> Double
    /// As a share of the live figure; 0 where the two must be the same.
    var goal: Double?

    private init(
        _ name: String, _ unit: String, goal: Double? = nil, live: @escaping @Sendable (LiveRun) -> Double?,
        simulated: @escaping @Sendable (Figures<Double>, SimulationResult) -> Double
    ) {
        self.name = name
        self.unit = unit
        self.goal = goal
        self.live = live
        self.simulated = simulated
    }

    static var all: [ValidationFigure] {
        [
            ValidationFigure(
                "requests", "", goal: 0.01, live: { $0.figures.requests }, simulated: { figures, _ in figures.requests }
            ),
            ValidationFigure(
                "throughput", "1/s", goal: 0.01, live: { Self.throughput($0) },
                simulated: { $0.requests * (1 - $0.failedShare) / $1.durationSeconds }),
            ValidationFigure(
                "failed", "share", live: { $0.figures.failedShare }, simulated: { figures, _ in figures.failedShare }),
        ] + latencies + replicas
    }

    private static func throughput(_ run: LiveRun) -> Double? {
        guard let requests = run.figures.requests, let failed = run.figures.failedShare else { return nil }
        return requests * (1 - failed) / run.durationSeconds
    }

    private static var latencies: [ValidationFigure] {
        [
            ValidationFigure(
                "latency, mean", "s", goal: 0.1, live: { $0.figures.latencyMeanSeconds },
                simulated: { figures, _ in figures.latencyMeanSeconds }),
            ValidationFigure(
                "latency, p50", "s", goal: 0.1, live: { $0.figures.latencyP50Seconds },
                simulated: { figures, _ in figures.latencyP50Seconds }),
            ValidationFigure(
                "latency, p90", "s", live: { $0.figures.latencyP90Seconds },
                simulated: { figures, _ in figures.latencyP90Seconds }),
            ValidationFigure(
                "latency, p95", "s", goal: 0.15, live: { $0.figures.latencyP95Seconds },
                simulated: { figures, _ in figures.latencyP95Seconds }),
            ValidationFigure(
                "latency, p99", "s", goal: 0.25, live: { $0.figures.latencyP99Seconds },
                simulated: { figures, _ in figures.latencyP99Seconds }),
            ValidationFigure(
                "over the objective", "share", live: { $0.figures.overObjectiveShare },
                simulated: { figures, _ in figures.overObjectiveShare }),
        ]
    }

    private static var replicas: [ValidationFigure] {
        [
            ValidationFigure(
                "replica-seconds", "s", goal: 0.03, live: { $0.figures.replicaSeconds },
                simulated: { figures, _ in figures.replicaSeconds }),
            ValidationFigure(
                "peak replicas", "", live: { $0.figures.peakReplicas },
                simulated: { figures, _ in figures.peakReplicas }),
            ValidationFigure(
                "cold starts", "", goal: 0, live: { $0.figures.coldStarts },
                simulated: { figures, _ in figures.coldStarts }),
        ]
    }
}
