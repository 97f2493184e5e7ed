/// One seeded run of a scenario.
public struct Replication: Codable, Sendable, Equatable {
    /// From 0.
    public var number: Int
    public var figures: Figures<Double>
    public var decisions: [DecisionRecord]
    public var series: TimeSeries

    /// Keeps the figures alone.
    mutating func forgetCourse() {
        decisions = []
        series = TimeSeries(stepSeconds: series.stepSeconds)
    }
}
