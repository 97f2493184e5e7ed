import BootProbe
import Foundation
import ScaleSim

extension ValidationReport {
    /// The whole report, for people.
    package var markdown: String {
        let title = "# \(scenario): live beside simulated"
        let parts = [
            title, lead.escapedForMarkdown, figures, notes.map { "- \($0.escapedForMarkdown)" }.joined(separator: "\n"),
            quantiles, changes,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// What was run.
    var lead: String {
        "Replicas as \(technology.label), \(policy); \(runs == 1 ? "one run" : "\(runs) runs"). Each run's requests "
            + "were simulated at the very instants at which they were sent; nothing was fitted to the live runs. Live "
            + "figures are means over the runs, simulated ones those of the median replication, with 95 % intervals; errors are "
            + "medians over the runs. Within the range beside them 90 % of single runs are predicted to lie, as far as chance goes "
            + "and as far as load runs agreed on the work of a request."
    }

    private var figures: String {
        MarkdownTable.text([Self.columns] + rows.map(\.cells))
    }

    private static let shownQuantiles: Set = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

    /// The quantile–quantile plot's points that say most.
    private var quantiles: String {
        guard let latencies else { return "" }
        let shown = latencies.points.filter { Self.shownQuantiles.contains($0.quantile) }
        let rows = shown.map { point in
            [
                String(format: "%g %%", 100 * point.quantile), Decimals.time(point.first), Decimals.time(point.second),
                point.first > 0 ? String(format: "%+.1f %%", 100 * (point.second - point.first) / point.first) : "–",
            ]
        }
        return "## Latency, quantile by quantile\n\n"
            + MarkdownTable.text([["quantile", "live", "simulated", "error"]] + rows)
    }

    private var changes: String {
        guard !decisions.changes.isEmpty else { return "" }
        return "## Changes of the scale in the first run\n\n"
            + MarkdownTable.text(
                [["at", "live", "why", "simulated", "why"]] + decisions.changes.map(\.cells))
    }
}

extension DecisionComparison.Difference {
    /// When, and of both what was changed and why.
    var cells: [String] {
        [
            Decimals.time(timeSeconds), "\(live.currentReplicas) → \(live.desiredReplicas)", live.reason,
            "\(simulated.currentReplicas) → \(simulated.desiredReplicas)", simulated.reason,
        ]
    }
}
