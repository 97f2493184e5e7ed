/// What the trials of one target say about its time to first response, in seconds.
package struct TrialSummary: Codable, Sendable, Equatable {
    /// Trials that answered.
    package var answered: Int
    /// Trials that timed out; they count as longer than any answer.
    package var censored: Int
    /// Trials that failed; they are in no other figure.
    package var failed: Int
    /// With a confidence interval of at least 95 %, as `p95`; nil where no trial answered or timed out.
    package var median: QuantileEstimate?
    package var p95: QuantileEstimate?
    /// Nil where any trial timed out: its duration is unknown.
    package var mean: Double?
    package var minimum: Double?
    /// Of the trials that answered.
    package var maximum: Double?
    /// What makes these figures doubtful; positions count the trials that answered or timed out.
    package var warnings: [SampleWarning]

    /// Summarises `records`, leaving out warm-ups.
    package init(_ records: [TrialRecord]) {
        let counted = records.filter { !$0.trial.isWarmUp }
        let samples = counted.compactMap { IntervalSample($0) }
        let answers = GSL.sorted(samples.filter { !$0.isCensored }.map(\.upper))
        answered = answers.count
        censored = samples.count - answers.count
        failed = counted.count - samples.count
        minimum = answers.first
        maximum = answers.last
        let batches = Dictionary(grouping: counted, by: \.trial.position).sorted { $0.key < $1.key }
            .map { $0.value.compactMap { IntervalSample($0) } }
        // Members of a batch are alike by design, so that each batch counts once, by its middle member.
        warnings = SampleWarnings.of(samplesInRunOrder: batches.compactMap(Self.middle(of:)))
        guard !samples.isEmpty else { return }
        median = QuantileEstimate(0.5, ofBatches: batches)
        p95 = QuantileEstimate(0.95, ofBatches: batches)
        mean = censored == 0 ? GSL.mean(answers) : nil
    }

    private static func middle(of batch: [IntervalSample]) -> IntervalSample? {
        batch.isEmpty ? nil : batch.sorted { $0.upper < $1.upper }[batch.count / 2]
    }
}
