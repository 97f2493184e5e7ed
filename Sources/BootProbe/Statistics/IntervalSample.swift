/// A duration in seconds that is known to lie in (lower, upper].
///
/// A right-censored duration has an infinite `upper`; an exact one has `lower == upper`.
package struct IntervalSample: Sendable, Equatable {
    package let lower: Double
    package let upper: Double

    package init(lower: Double, upper: Double) {
        precondition(lower >= 0 && upper >= lower)
        self.lower = lower
        self.upper = upper
    }

    package static func exact(_ seconds: Double) -> IntervalSample { IntervalSample(lower: seconds, upper: seconds) }

    /// Longer than `seconds`, by an unknown amount.
    package static func censored(after seconds: Double) -> IntervalSample {
        IntervalSample(lower: seconds, upper: .infinity)
    }

    package var isCensored: Bool { upper == .infinity }

    /// A single value in the interval's place: its middle, or where it was censored.
    var representative: Double { isCensored ? lower : (lower + upper) / 2 }
}

extension IntervalSample {
    /// The time to first response of a trial; nil for one that failed or was a warm-up, which says nothing about it.
    ///
    /// Polling can only delay what is seen, and by no more than the time between the last attempt that failed and the
    /// one that got the answer: had the request been sent right after the failed one, the answer would have come
    /// earlier by that time at most.
    package init?(_ record: TrialRecord) {
        guard !record.trial.isWarmUp else { return nil }
        switch record.outcome {
        case .answered(let answer):
            let upper = max(0, answer.lastByteSeconds)
            self.init(lower: min(max(0, answer.earliestSeconds), upper), upper: upper)
        case .timedOut(let seconds):
            self = .censored(after: max(0, seconds))
        case .failed:
            return nil
        }
    }
}
