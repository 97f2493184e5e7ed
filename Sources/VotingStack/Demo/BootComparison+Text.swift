import BootProbe
import Foundation
import Profiles

extension BootComparison {
    /// The rows as a table for a terminal.
    package var text: String {
        let objective = "over \(Int((objectiveLatencySeconds * 1000).rounded())) ms"
        let header = [
            "if replicas booted like", "in", "policy", objective, "p50", "p95", "p99", "replica-seconds", "peak",
        ]
        var table = TextTable(header: header, numbers: header.indices.map { $0 != 0 && $0 != 2 })
        for row in rows {
            let figures = row.figures
            table.append([
                row.boot?.label ?? "(no boots)", row.boot.map { Self.seconds($0.meanSeconds) } ?? "–", row.policy,
                String(format: "%.2f %%", figures.overObjectiveShare.mean * 100),
                Self.milliseconds(figures.latencyP50Seconds.mean), Self.milliseconds(figures.latencyP95Seconds.mean),
                Self.milliseconds(figures.latencyP99Seconds.mean),
                String(format: "%.0f", figures.replicaSeconds.mean),
                String(format: "%.1f", figures.peakReplicas.mean),
            ])
        }
        return table.text
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }

    private static func milliseconds(_ value: Double) -> String { String(format: "%.0f ms", value * 1000) }
}
