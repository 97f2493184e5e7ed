import BootProbe
import Foundation
import Profiles

extension BootComparison {
    /// The rows as a table for a terminal.
    package var text: String {
        let objective = "over \(Int((objectiveLatencySeconds * 1000).rounded())) ms"
        var table = TextTable(header: [
            "if replicas booted like", "in", "policy", objective, "p50", "p95", "p99", "replica-seconds", "peak",
        ])
        for row in rows {
            let figures = row.figures
            table.append([
                row.label, Self.seconds(row.bootMeanSeconds), row.policy,
                String(format: "%.2f %%", figures.overObjectiveShare.mean * 100),
                Self.milliseconds(figures.latencyP50Seconds.mean), Self.milliseconds(figures.latencyP95Seconds.mean),
                Self.milliseconds(figures.latencyP99Seconds.mean),
                String(format: "%.0f", figures.replicaSeconds.mean),
                String(format: "%.1f", figures.peakReplicas.mean),
            ])
        }
        return table.text
    }

    static func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }

    static func milliseconds(_ value: Double) -> String { String(format: "%.0f ms", value * 1000) }
}

extension BootComparison.Row {
    /// The image and how it ran; published numbers name the image as their authors do.
    package var label: String {
        switch origin {
        case .measured: profile
        case .published: "\(profile) (paper)"
        }
    }
}
