import Foundation
import ScaleSim

/// A result as text for people.
struct TextReport {
    private let result: SimulationResult

    init(_ result: SimulationResult) { self.result = result }

    var text: String {
        let sections = [heading, table(figureRows)] + (changes.isEmpty ? [] : ["First replication:", table(changes)])
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        let count = result.replications.count
        let runs = count == 1 ? "1 replication" : "\(count) replications"
        return "\(result.scenario): \(result.policy), \(runs) of \(decimal(result.durationSeconds, 0)) s, "
            + "seed \(result.seed)"
    }

    // MARK: Figures

    private var figureRows: [[String]] {
        let figures = result.figures
        func count(_ value: Double) -> String { decimal(value, value < 100 ? 1 : 0) }
        func share(_ value: Double) -> String { "\(decimal(value * 100, 2)) %" }
        let objective = duration(result.objectiveLatencySeconds)
        return [
            ["", "mean", "95 % confidence"],
            row("requests", figures.requests, count),
            row("over \(objective)", figures.overObjectiveShare, share),
            row("failed", figures.failedShare, share),
            row("latency, mean", figures.latencyMeanSeconds, duration),
            row("latency, p50", figures.latencyP50Seconds, duration),
            row("latency, p90", figures.latencyP90Seconds, duration),
            row("latency, p95", figures.latencyP95Seconds, duration),
            row("latency, p99", figures.latencyP99Seconds, duration),
            row("latency, max", figures.latencyMaxSeconds, duration),
            row("waiting, mean", figures.waitMeanSeconds, duration),
            row("had to wait", figures.queuedShare, share),
            row("utilisation", figures.utilization, share),
            row("replica-seconds", figures.replicaSeconds, count),
            row("peak replicas", figures.peakReplicas, count),
            row("cold starts", figures.coldStarts, count),
        ]
    }

    private func row(_ name: String, _ estimate: Estimate, _ format: (Double) -> String) -> [String] {
        guard let low = estimate.low, let high = estimate.high else { return [name, format(estimate.mean), "–"] }
        return [name, format(estimate.mean), "\(format(max(0, low))) … \(format(high))"]
    }

    // MARK: Decisions

    /// The evaluations that changed the scale.
    private var changes: [[String]] {
        result.example.decisions.filter { $0.desiredReplicas != $0.currentReplicas }.map { decision in
            [
                "\(decimal(decision.timeSeconds, 1)) s", "\(decision.currentReplicas) → \(decision.desiredReplicas)",
                decision.reason,
            ]
        }
    }

    // MARK: Layout

    /// Columns as wide as their widest cell.
    private func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return ("  " + cells.joined(separator: "   ")).trimmingSuffix { $0 == " " }
        }.joined(separator: "\n")
    }

    private func duration(_ seconds: Double) -> String {
        if seconds >= 10 { return "\(decimal(seconds, 1)) s" }
        if seconds >= 1 { return "\(decimal(seconds, 2)) s" }
        return "\(decimal(seconds * 1000, 1)) ms"
    }

    private func decimal(_ value: Double, _ places: Int) -> String {
        value.formatted(.number.precision(.fractionLength(places)).locale(Locale(identifier: "en_US")))
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(self[...last])
    }
}
