import BootProbe
import Foundation
import Testing

@Suite("Trial summaries")
struct TrialSummaryTests {
    static func record(
        _ outcome: TrialRecord.Outcome, warmUp: Bool = false, lastFailed: Double? = nil
    ) -> TrialRecord {
        // A position of its own, or it would be launched together with the others.
        TrialRecord(
            trial: PlannedTrial(position: Int(HostInstant.now.nanoseconds), target: 0, block: 0, isWarmUp: warmUp),
            startedAt: .now, outcome: outcome,
            launchReturnedSeconds: 0.25, lastFailedAttemptSeconds: lastFailed, durationSeconds: 1)
    }

    static func answer(_ seconds: Double, earliest: Double? = nil) -> TrialRecord.Outcome {
        .answered(TrialRecord.Answer(earliestSeconds: earliest ?? seconds, lastByteSeconds: seconds))
    }

    @Test("the median's interval has the ranks of the binomial", arguments: [(20, 6, 15), (6, 1, 6), (100, 40, 60)])
    func medianInterval(count: Int, lower: Int, upper: Int) throws {
        let summary = TrialSummary((1...count).map { Self.record(Self.answer(Double($0))) })
        let median = try #require(summary.median)
        #expect(median.seconds == Double(count + 1) / 2)
        #expect(median.lower == Double(lower) && median.upper == Double(upper))
    }

    @Test("figures of a plain sample")
    func plain() {
        let summary = TrialSummary((1...21).reversed().map { Self.record(Self.answer(Double($0))) })
        #expect(summary.answered == 21 && summary.censored == 0 && summary.failed == 0)
        #expect(summary.mean == 11 && summary.p95?.seconds == 20 && summary.minimum == 1 && summary.maximum == 21)
    }

    @Test("time-outs are longer than any answer; failures and warm-ups are in no figure")
    func censored() {
        let answers = (1...9).map { Self.record(Self.answer(Double($0))) }
        let summary = TrialSummary(
            answers + [
                Self.record(.timedOut(seconds: 30)), Self.record(.timedOut(seconds: 30)),
                Self.record(.failed(reason: "exited", seconds: 1)), Self.record(Self.answer(99), warmUp: true),
            ])
        #expect(summary.answered == 9 && summary.censored == 2 && summary.failed == 1)
        #expect(summary.median?.seconds == 6)
        #expect(summary.mean == nil, "the mean of an unknown duration is unknown")
        #expect(summary.p95?.seconds == nil && summary.p95?.lower == 9 && summary.p95?.upper == nil)
        #expect(summary.maximum == 9)
    }

    @Test("warnings look at the trials in the order in which they ran")
    func warnings() {
        let values = SampleWarningTests.shuffled().sorted()
        var records = values.map { Self.record(Self.answer($0)) }
        for index in records.indices { records[index].trial.position = index }
        let drifting = TrialSummary(records.reversed())
        #expect(drifting.warnings.contains { $0.kind == .drift })
        let order = SampleWarningTests.shuffled()
        for index in records.indices { records[index].trial.position = order.firstIndex(of: values[index]) ?? 0 }
        #expect(TrialSummary(records).warnings.isEmpty)
    }

    @Test("nothing answered, nothing said")
    func nothing() {
        let summary = TrialSummary([Self.record(.timedOut(seconds: 30))])
        #expect(
            summary.median?.seconds == nil && summary.median?.lower == nil && summary.mean == nil
                && summary.minimum == nil && summary.censored == 1)
    }

    @Test("the interval of an answer is the time that polling can have cost")
    func intervals() {
        let polled = IntervalSample(Self.record(Self.answer(1, earliest: 0.875)))
        #expect(polled == IntervalSample(lower: 0.875, upper: 1))
        #expect(IntervalSample(Self.record(Self.answer(1))) == .exact(1))
        #expect(IntervalSample(Self.record(.timedOut(seconds: 30))) == .censored(after: 30))
        #expect(IntervalSample(Self.record(.failed(reason: "", seconds: 1))) == nil)
        #expect(IntervalSample(Self.record(Self.answer(1), warmUp: true)) == nil)
    }
}
