import Foundation

/// One trial as it is stored; instants are seconds since the launch call.
package struct TrialRecord: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case answered(Answer)
        /// Every attempt sent up to `seconds` went without a right answer; nil where none was sent.
        case timedOut(seconds: Double?)
        /// `seconds` is nil where the launch call itself failed.
        case failed(reason: String, seconds: Double?)
    }

    /// The first validated answer.
    package struct Answer: Sendable, Equatable {
        package var connectedSeconds: Double
        package var firstByteSeconds: Double
        /// The time to first response.
        package var lastByteSeconds: Double
        package var lastFailedAttemptSeconds: Double?
        /// Duration of a second request.
        package var secondAnswerSeconds: Double?
        package var attempts: AttemptCounts

        package init(
            connectedSeconds: Double, firstByteSeconds: Double, lastByteSeconds: Double,
            lastFailedAttemptSeconds: Double? = nil, secondAnswerSeconds: Double? = nil,
            attempts: AttemptCounts = AttemptCounts()
        ) {
            self.connectedSeconds = connectedSeconds
            self.firstByteSeconds = firstByteSeconds
            self.lastByteSeconds = lastByteSeconds
            self.lastFailedAttemptSeconds = lastFailedAttemptSeconds
            self.secondAnswerSeconds = secondAnswerSeconds
            self.attempts = attempts
        }
    }

    package struct Phase: Sendable, Equatable {
        package var name: String
        package var seconds: Double

        package init(name: String, seconds: Double) {
            self.name = name
            self.seconds = seconds
        }
    }

    package var trial: PlannedTrial
    /// Wall clock, for the reader; no interval is computed from it.
    package var startedAt: Date
    package var outcome: Outcome
    /// When the launch call returned; nil where it failed.
    package var launchReturnedSeconds: Double?
    package var phases: [Phase]
    /// CPU time of the instance's processes up to the end of probing.
    package var cpuSeconds: Double?
    /// Last lines that a failed instance printed.
    package var console: String?
    /// Everything that the trial took: preparation, launch, probing, end.
    package var durationSeconds: Double

    package init(
        trial: PlannedTrial, startedAt: Date, outcome: Outcome, launchReturnedSeconds: Double? = nil,
        phases: [Phase] = [], cpuSeconds: Double? = nil, console: String? = nil, durationSeconds: Double
    ) {
        self.trial = trial
        self.startedAt = startedAt
        self.outcome = outcome
        self.launchReturnedSeconds = launchReturnedSeconds
        self.phases = phases
        self.cpuSeconds = cpuSeconds
        self.console = console
        self.durationSeconds = durationSeconds
    }
}

extension TrialRecord {
    /// The record of a trial whose `instance` has been probed and still exists.
    init(trial: PlannedTrial, startedAt: Date, outcome: ProbeOutcome, instance: any Instance) {
        let zero = instance.launchedAt
        self.init(
            trial: trial, startedAt: startedAt, outcome: Outcome(outcome, since: zero),
            launchReturnedSeconds: instance.launchReturnedAt.seconds(since: zero),
            phases: instance.phases().map { Phase(name: $0.name, seconds: $0.at.seconds(since: zero)) },
            cpuSeconds: instance.cpuSeconds(), durationSeconds: 0)
        if case .answered = outcome { return }
        console = instance.consoleTail()
    }
}

extension TrialRecord.Outcome {
    init(_ outcome: ProbeOutcome, since zero: HostInstant) {
        switch outcome {
        case .answered(let answer):
            self = .answered(
                TrialRecord.Answer(
                    connectedSeconds: answer.connectedAt.seconds(since: zero),
                    firstByteSeconds: answer.firstByteAt.seconds(since: zero),
                    lastByteSeconds: answer.lastByteAt.seconds(since: zero),
                    lastFailedAttemptSeconds: answer.lastFailedAttemptSentAt?.seconds(since: zero),
                    secondAnswerSeconds: answer.secondAnswerSeconds, attempts: answer.attempts))
        case .timedOut(let last): self = .timedOut(seconds: last?.seconds(since: zero))
        case .failed(let reason, let at): self = .failed(reason: reason, seconds: at.seconds(since: zero))
        }
    }
}
