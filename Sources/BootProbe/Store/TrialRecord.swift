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
        /// When the attempt that got the answer asked for its connection; like the two that follow, nil for what was
        /// imported.
        package var sentSeconds: Double?
        package var connectedSeconds: Double?
        package var firstByteSeconds: Double?
        /// The earliest instant at which the answer could have been complete, had attempts been made all the time.
        package var earliestSeconds: Double
        /// The time to first response.
        package var lastByteSeconds: Double
        /// Duration of a second request; nil where it was not answered rightly.
        package var secondAnswerSeconds: Double?

        package init(
            sentSeconds: Double? = nil, connectedSeconds: Double? = nil, firstByteSeconds: Double? = nil,
            earliestSeconds: Double, lastByteSeconds: Double, secondAnswerSeconds: Double? = nil
        ) {
            self.sentSeconds = sentSeconds
            self.connectedSeconds = connectedSeconds
            self.firstByteSeconds = firstByteSeconds
            self.earliestSeconds = earliestSeconds
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
    /// Which of the trial's concurrent launches this is, from 0.
    package var member = 0
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
    /// Share of the pages that a boot reads which were in the page cache before the launch, from 0 to 1; nil where that
    /// is not known, as before the first launch.
    package var residentShare: Double?
    /// CPU time of the instance's processes up to the end of probing.
    package var cpuSeconds: Double?
    /// Last lines that a failed instance printed.
    package var console: String?
    /// What ending the trial's instances took; nil for what was imported.
    package var teardownSeconds: Double?
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
            trial: trial, startedAt: startedAt, outcome: Outcome(launch),
            launchReturnedSeconds: instance.launchReturnedAt.seconds(since: zero),
            lastFailedAttemptSeconds: launch.result.lastFailureSentAt?.seconds(since: zero),
            failures: launch.result.failures, lastWrongAnswer: launch.result.lastWrongAnswer,
            phases: Self.phases(launch),
            cpuSeconds: instance.cpuSeconds(), durationSeconds: 0)
        if launch.result.firstAnswer == nil { console = instance.consoleTail() }
    }

    /// What the instance stamped, and the answers, in order of time.
    private static func phases(_ launch: TimedLaunch) -> [Phase] {
        var stamps = launch.instance.phases()
        if let answer = launch.result.firstAnswer {
            stamps.append(PhaseStamp(name: Phase.firstAnswer, at: answer.lastByteAt))
            if let second = answer.second {
                stamps.append(PhaseStamp(name: Phase.secondAnswer, at: second.lastByteAt))
            }
        }
        let zero = launch.instance.launchedAt
        return stamps.map { Phase(name: $0.name, seconds: $0.at.seconds(since: zero)) }
            .sorted { $0.seconds < $1.seconds }
    }
}

extension TrialRecord.Phase {
    package static let firstAnswer = "first answer"
    package static let secondAnswer = "second answer"
}

extension TrialRecord.Outcome {
    init(_ launch: TimedLaunch) {
        let zero = launch.instance.launchedAt
        switch launch.result.outcome {
        case .answered(let answer):
            self = .answered(
                TrialRecord.Answer(
                    sentSeconds: answer.sentAt.seconds(since: zero),
                    connectedSeconds: answer.connectedAt.seconds(since: zero),
                    firstByteSeconds: answer.firstByteAt.seconds(since: zero),
                    earliestSeconds: launch.earliestSeconds ?? 0,
                    lastByteSeconds: answer.lastByteAt.seconds(since: zero),
                    secondAnswerSeconds: answer.second?.seconds))
        case .timedOut(let at): self = .timedOut(seconds: at.seconds(since: zero))
        case .failed(let at, let reason): self = .failed(reason: reason, seconds: at.seconds(since: zero))
        }
    }
}
