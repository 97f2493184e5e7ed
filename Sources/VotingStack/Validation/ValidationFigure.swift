import ScaleSim

/// A figure that is compared, and how close it should be.
struct ValidationFigure {
    let name: String
    let unit: String
    let live: (LiveRun) -> Double?
    /// Of one replication of a simulation.
    let simulated: (Figures<Double>, SimulationResult) -> Double
    /// As a share of the live figure; 0 where the two must be the same.
    let goal: Double?

    private init(
        _ name: String, _ unit: String, goal: Double? = nil, live: @escaping (LiveRun) -> Double?,
        simulated: @escaping (Figures<Double>, SimulationResult) -> Double
    ) {
        self.name = name
        self.unit = unit
        self.goal = goal
        self.live = live
        self.simulated = simulated
    }

    /// A figure that both sides have.
    private init(
        _ name: String, _ unit: String, goal: Double? = nil, _ live: KeyPath<Figures<Double?>, Double?>,
        _ simulated: KeyPath<Figures<Double>, Double>
    ) {
        self.init(
            name, unit, goal: goal, live: { $0.figures[keyPath: live] },
            simulated: { figures, _ in figures[keyPath: simulated] })
    }

    static var all: [ValidationFigure] {
        [
            .init("requests", "", goal: 0.01, \.requests, \.requests),
            .init(
                "throughput", "1/s", goal: 0.01, live: throughput,
                simulated: { $0.requests * (1 - $0.failedShare) / $1.durationSeconds }),
            .init("failed", "share", \.failedShare, \.failedShare),
            .init("latency, mean", "s", goal: 0.1, \.latencyMeanSeconds, \.latencyMeanSeconds),
            .init("latency, p50", "s", goal: 0.1, \.latencyP50Seconds, \.latencyP50Seconds),
            .init("latency, p90", "s", \.latencyP90Seconds, \.latencyP90Seconds),
            .init("latency, p95", "s", goal: 0.15, \.latencyP95Seconds, \.latencyP95Seconds),
            .init("latency, p99", "s", goal: 0.25, \.latencyP99Seconds, \.latencyP99Seconds),
            .init("over the objective", "share", \.overObjectiveShare, \.overObjectiveShare),
            .init("replica-seconds", "s", goal: 0.03, \.replicaSeconds, \.replicaSeconds),
            .init("peak replicas", "", \.peakReplicas, \.peakReplicas),
            .init("cold starts", "", goal: 0, \.coldStarts, \.coldStarts),
        ]
    }

    private static func throughput(_ run: LiveRun) -> Double? {
        guard let requests = run.figures.requests, let failed = run.figures.failedShare else { return nil }
        return requests * (1 - failed) / run.durationSeconds
    }
}
