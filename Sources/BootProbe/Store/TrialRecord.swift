import Foundation

/// One trial as it is stored; instants are seconds since the launch call.
package struct TrialRecord: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case answered(Answer)
        /// No right answer had come by then.
        case timedOut(seconds: Double)
        /// `seconds` is nil where the launch call itself failed.
        case failed(reason: String, seconds: Double?)
    }

    /// The first validated answer.
    package struct Answer: Sendable, Equatable {
        /// When the attempt that got the answer asked for its connection.
        package var sentSeconds: Double
        package var connectedSeconds: Double
        package var firstByteSeconds: Double
        /// The time to first response.
        package var lastByteSeconds: Double
        /// Duration of a second request; nil where it was not answered rightly.
        package var secondAnswerSeconds: Double?

        package init(
            sentSeconds: Double, connectedSeconds: Double, firstByteSeconds: Double, lastByteSeconds: Double,
            secondAnswerSeconds: Double? = nil
        ) {
            self.sentSeconds = sentSeconds
            self.connectedSeconds = connectedSeconds
            self.firstByteSeconds = firstByteSeconds
            self.lastByteSeconds = lastByteSeconds
            self.secondAnswerSeconds = secondAnswerSeconds
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
    /// When the last attempt was sent that failed; nil where none did.
    package var lastFailedAttemptSeconds: Double?
    /// Attempts that failed.
    package var failures: AttemptCounts
    /// What was wrong with the last wrong answer.
    package var lastWrongAnswer: String?
    package var phases: [Phase]
    /// CPU time of the instance's processes up to the end of probing.
    package var cpuSeconds: Double?
    /// Last lines that a failed instance printed.
    package var console: String?
    /// Everything that the trial took: preparation, launch, probing, end.
    package var durationSeconds: Double

    package init(
        trial: PlannedTrial, startedAt: Date, outcome: Outcome, launchReturnedSeconds: Double? = nil,
        lastFailedAttemptSeconds: Double? = nil, failures: AttemptCounts = AttemptCounts(),
        lastWrongAnswer: String? = nil, phases: [Phase] = [], cpuSeconds: Double? = nil, console: String? = nil,
        durationSeconds: Double
    ) {
        self.trial = trial
        self.startedAt = startedAt
        self.outcome = outcome
        self.launchReturnedSeconds = launchReturnedSeconds
        self.lastFailedAttemptSeconds = lastFailedAttemptSeconds
        self.failures = failures
        self.lastWrongAnswer = lastWrongAnswer
        self.phases = phases
        self.cpuSeconds = cpuSeconds
        self.console = console
        self.durationSeconds = durationSeconds
    }
}

extension TrialRecord {
    /// The record of a trial whose instance still exists.
    init(trial: PlannedTrial, startedAt: Date, launch: TimedLaunch) {
        let instance = launch.instance
        let zero = instance.launchedAt
        self.init(
            trial: trial, startedAt: startedAt, outcome: Outcome(launch.result.outcome, since: zero),
            launchReturnedSeconds: instance.launchReturnedAt.seconds(since: zero),
            lastFailedAttemptSeconds: launch.result.lastFailureSentAt?.seconds(since: zero),
            failures: launch.result.failures, lastWrongAnswer: launch.result.lastWrongAnswer,
            phases: instance.phases().map { Phase(name: $0.name, seconds: $0.at.seconds(since: zero)) },
            cpuSeconds: instance.cpuSeconds(), durationSeconds: 0)
        if launch.result.firstAnswer == nil { console = instance.consoleTail() }
    }
}

extension TrialRecord.Outcome {
    init(_ outcome: ReadinessResult.Outcome, since zero: HostInstant) {
        switch outcome {
        case .answered(let answer):
            self = .answered(
                TrialRecord.Answer(
                    sentSeconds: answer.sentAt.seconds(since: zero),
                    connectedSeconds: answer.connectedAt.seconds(since: zero),
                    firstByteSeconds: answer.firstByteAt.seconds(since: zero),
                    lastByteSeconds: answer.lastByteAt.seconds(since: zero),
                    secondAnswerSeconds: answer.second?.seconds))
        case .timedOut(let at): self = .timedOut(seconds: at.seconds(since: zero))
        case .failed(let at, let reason): self = .failed(reason: reason, seconds: at.seconds(since: zero))
        }
    }
}
