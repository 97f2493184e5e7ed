/// What the trials of one target say about its time to first response, in seconds.
package struct TrialSummary: Codable, Sendable, Equatable {
    /// A quantile with the confidence interval that order statistics give.
    package struct Quantile: Codable, Sendable, Equatable {
        package var seconds: Double
        /// Nil where there are too few trials to bound that side, or time-outs reach there.
        package var lower: Double?
        package var upper: Double?
    }

    /// Trials that answered.
    package var answered: Int
    /// Trials that timed out; they count as longer than any answer.
    package var censored: Int
    /// Trials that failed; they are in no other figure.
    package var failed: Int
    /// With a confidence interval of at least 95%; nil where half of the trials timed out.
    package var median: Quantile?
    /// Nil where the time-outs reach there.
    package var p95: Double?
    /// Nil where any trial timed out: its duration is unknown.
    package var mean: Double?
    package var minimum: Double?
    /// Of the trials that answered.
    package var maximum: Double?

    /// Summarises `records`, leaving out warm-ups.
    package init(_ records: [TrialRecord]) {
        let counted = records.filter { !$0.trial.isWarmUp }
        let samples = counted.compactMap { IntervalSample($0) }
        let answers = samples.filter { !$0.isCensored }.map(\.upper).sorted()
        answered = answers.count
        censored = samples.count - answers.count
        failed = counted.count - samples.count
        minimum = answers.first
        maximum = answers.last
        guard !samples.isEmpty else { return }
        let all = answers + [Double](repeating: .infinity, count: censored)
        median = Self.median(of: all)
        p95 = Self.finite(OrderStatistics.quantile(0.95, of: all))
        mean = censored == 0 ? answers.reduce(0, +) / Double(answers.count) : nil
    }

    private static func median(of sorted: [Double]) -> Quantile? {
        guard let seconds = finite(OrderStatistics.quantile(0.5, of: sorted)) else { return nil }
        let ranks = OrderStatistics.confidenceRanks(of: 0.5, count: sorted.count, confidence: 0.95)
        return Quantile(
            seconds: seconds, lower: ranks.lower.flatMap { finite(sorted[$0 - 1]) },
            upper: ranks.upper.flatMap { finite(sorted[$0 - 1]) })
    }

    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
