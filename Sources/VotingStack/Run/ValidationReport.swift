import Profiles
import ScaleSim

/// A live run beside the simulation of the very same requests.
package struct ValidationReport: Codable, Sendable, Equatable {
    package static let currentSchema = 1

    package var schema: Int = ValidationReport.currentSchema
    package var technology: Technology
    package var policy: String
    package var rows: [ValidationRow]

    package init(live: LiveRun, simulated: SimulationResult) {
        technology = live.technology
        policy = live.policy
        rows = ValidationFigure.all.map { ValidationRow($0, live: live.figures, simulated: simulated.figures) }
        rows.append(ValidationRow(replicaDifferenceOf: live.series, simulated.example.series))
    }
}

/// One figure of both runs.
package struct ValidationRow: Codable, Sendable, Equatable {
    package var figure: String
    /// `s`, `share`, or empty for a count.
    package var unit: String
    /// Nil for a figure that only compares.
    package var live: Double?
    package var simulated: Estimate
    /// Simulated against live, in units of live; nil where that is 0 or missing.
    package var relativeError: Double?
    /// Largest magnitude of the error that is aimed at; for a figure that only compares, of the figure itself.
    package var goal: Double?

    /// Whether the goal is met; nil without a goal.
    package var isMet: Bool? {
        guard let goal else { return nil }
        guard live != nil else { return abs(simulated.mean) <= goal }
        if let relativeError { return abs(relativeError) <= goal }
        return simulated.mean == live
    }

    package init(
        figure: String, unit: String, live: Double?, simulated: Estimate, goal: Double?
    ) {
        self.figure = figure
        self.unit = unit
        self.live = live
        self.simulated = simulated
        self.goal = goal
        relativeError = live.flatMap { $0 == 0 ? nil : (simulated.mean - $0) / $0 }
    }
}

extension ValidationRow {
    fileprivate init(
        _ figure: ValidationFigure, live: Figures<Double?>, simulated: Figures<Estimate>
    ) {
        self.init(
            figure: figure.name, unit: figure.unit, live: live[keyPath: figure.live],
            simulated: simulated[keyPath: figure.simulated], goal: figure.goal)
    }

    /// Mean over the steps of the difference in replicas, regardless of its sign.
    fileprivate init(replicaDifferenceOf live: TimeSeries, _ simulated: TimeSeries) {
        func totals(_ series: TimeSeries) -> [Int] {
            zip(zip(series.booting, series.ready), series.draining).map { $0.0 + $0.1 + $1 }
        }
        let differences = zip(totals(live), totals(simulated)).map { Double(abs($0 - $1)) }
        let mean = differences.reduce(0, +) / Double(max(1, differences.count))
        self.init(
            figure: "mean difference in replicas", unit: "", live: nil, simulated: Estimate(mean: mean), goal: 0.2)
    }
}

/// A figure that is compared, and how close it should be.
private struct ValidationFigure {
    var name: String
    var unit: String
    var live: KeyPath<Figures<Double?>, Double?>
    var simulated: KeyPath<Figures<Estimate>, Estimate>
    /// As a share of the live figure.
    var goal: Double?

    static var all: [ValidationFigure] {
        [
            ValidationFigure(name: "requests", unit: "", live: \.requests, simulated: \.requests, goal: 0.01),
            ValidationFigure(name: "failed", unit: "share", live: \.failedShare, simulated: \.failedShare),
            ValidationFigure(
                name: "latency, mean", unit: "s", live: \.latencyMeanSeconds, simulated: \.latencyMeanSeconds,
                goal: 0.1),
            ValidationFigure(
                name: "latency, p50", unit: "s", live: \.latencyP50Seconds, simulated: \.latencyP50Seconds, goal: 0.1),
            ValidationFigure(
                name: "latency, p90", unit: "s", live: \.latencyP90Seconds, simulated: \.latencyP90Seconds),
            ValidationFigure(
                name: "latency, p95", unit: "s", live: \.latencyP95Seconds, simulated: \.latencyP95Seconds, goal: 0.15),
            ValidationFigure(
                name: "latency, p99", unit: "s", live: \.latencyP99Seconds, simulated: \.latencyP99Seconds, goal: 0.25),
            ValidationFigure(
                name: "over the objective", unit: "share", live: \.overObjectiveShare,
                simulated: \.overObjectiveShare),
            ValidationFigure(
                name: "replica-seconds", unit: "s", live: \.replicaSeconds, simulated: \.replicaSeconds, goal: 0.03),
            ValidationFigure(name: "peak replicas", unit: "", live: \.peakReplicas, simulated: \.peakReplicas),
            ValidationFigure(
                name: "cold starts", unit: "", live: \.coldStarts, simulated: \.coldStarts, goal: 0),
        ]
    }
}
