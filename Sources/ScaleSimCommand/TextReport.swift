import ScaleSim

/// A result as text for people.
struct TextReport {
    private let result: SimulationResult

    init(_ result: SimulationResult) { self.result = result }

    var text: String {
        let sections =
            [heading] + notes + [ReportText.table(["", "mean", "95 % confidence"], figureRows)] + others
            + (changes.isEmpty ? [] : ["Changes of the scale in the first replication:", changeTable])
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        let count = result.replications.count
        let runs = count == 1 ? "1 replication" : "\(count) replications"
        return "\(result.scenario): \(result.policy), \(runs) of \(ReportText.decimal(result.durationSeconds, 0)) s, "
            + "seed \(result.seed)"
    }

    /// What was left out at the start, and whether the figures are as exact as was wanted.
    private var notes: [String] {
        var notes: [String] = []
        let startUp = result.startUp
        if startUp.isDetected || startUp.seconds > 0 {
            notes.append(
                "Not counted: requests of the first \(ReportText.decimal(startUp.seconds, 0)) s"
                    + (startUp.isDetected ? ", the start-up period by MSER-5." : ".")
                    + (startUp.isTooShort ? " The runs are too short to tell where it ends." : ""))
        }
        if result.precisionReached == false {
            notes.append("The wanted precision was not reached within the largest number of replications.")
        }
        return notes.isEmpty ? [] : [notes.joined(separator: "\n")]
    }

    /// The services beside each other, where there are several.
    private var others: [String] {
        guard let services = result.services else { return [] }
        let header = ["service", "policy", "requests", "failed", "mean", "p95", "utilisation", "peak replicas"]
        let rows = services.map { service in
            let figures = service.figures
            return [
                service.name, service.policy, ReportText.decimal(figures.requests.mean, 0),
                "\(ReportText.decimal(figures.failedShare.mean * 100, 2)) %",
                ReportText.duration(figures.latencyMeanSeconds.mean),
                ReportText.duration(figures.latencyP95Seconds.mean),
                "\(ReportText.decimal(figures.utilization.mean * 100, 1)) %",
                ReportText.decimal(figures.peakReplicas.mean, 1),
            ]
        }
        let numbers = header.indices.map { $0 > 1 }
        return ["All services, mean over replications:", ReportText.table(header, rows, numbers: numbers)]
    }

    // MARK: Figures

    private var figureRows: [[String]] {
        let figures = result.figures
        func count(_ value: Double) -> String { ReportText.decimal(value, value < 100 ? 1 : 0) }
        func share(_ value: Double) -> String { "\(ReportText.decimal(value * 100, 2)) %" }
        let objective = ReportText.duration(result.objectiveLatencySeconds)
        let refused = figures.refusedShare.mean > 0 ? [row("of these refused", figures.refusedShare, share)] : []
        return [
            row("requests", figures.requests, count),
            row("over \(objective)", figures.overObjectiveShare, share),
            row("failed", figures.failedShare, share),
        ] + refused + [
            row("latency, mean", figures.latencyMeanSeconds, ReportText.duration),
            row("latency, p50", figures.latencyP50Seconds, ReportText.duration),
            row("latency, p90", figures.latencyP90Seconds, ReportText.duration),
            row("latency, p95", figures.latencyP95Seconds, ReportText.duration),
            row("latency, p99", figures.latencyP99Seconds, ReportText.duration),
            row("latency, max", figures.latencyMaxSeconds, ReportText.duration),
            row("waiting, mean", figures.waitMeanSeconds, ReportText.duration),
            row("had to wait", figures.queuedShare, share),
            row("utilisation", figures.utilization, share),
            row("replica-seconds", figures.replicaSeconds, count),
            row("peak replicas", figures.peakReplicas, count),
            row("cold starts", figures.coldStarts, count),
        ] + optionalRows
    }

    /// What only some scenarios have.
    private var optionalRows: [[String]] {
        let figures = result.figures
        func number(_ value: Double) -> String { ReportText.decimal(value, value < 100 ? 2 : 0) }
        return [
            ("warm starts", figures.warmStarts), ("node-seconds", figures.nodeSeconds), ("cost", figures.cost),
        ].filter { $0.1.mean > 0 }.map { row($0.0, $0.1, number) }
    }

    private func row(_ name: String, _ estimate: Estimate, _ format: (Double) -> String) -> [String] {
        guard let low = estimate.low, let high = estimate.high else { return [name, format(estimate.mean), "–"] }
        return [name, format(estimate.mean), "\(format(max(0, low))) … \(format(high))"]
    }

    // MARK: Decisions

    private var changeTable: String {
        ReportText.table(["at", "replicas", "why"], changes, numbers: [true, true, false])
    }

    /// The evaluations that changed the scale.
    private var changes: [[String]] {
        result.example.decisions.filter { $0.desiredReplicas != $0.currentReplicas }.map { decision in
            [
                "\(ReportText.decimal(decision.timeSeconds, 1)) s",
                "\(decision.currentReplicas) → \(decision.desiredReplicas)",
                decision.reason,
            ]
        }
    }
}
