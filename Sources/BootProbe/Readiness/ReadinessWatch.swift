import CLinux
import Glibc

/// One wait for a first answer as a state machine: its attempts in flight and what became of the others. It never
/// blocks, so that one thread can drive many.
final class ReadinessWatch: Watching {
    private enum Stage {
        case first
        /// The first answer came, and one more was asked for.
        case second(FirstAnswer)
    }

    private let rule: ProbeRule
    private let pacing: ProbePacing
    private let launchedAt: HostInstant
    private let deadline: () -> HostInstant
    private let failure: () -> String?
    private var pressure: CPUPressure

    private var stage = Stage.first
    /// In the order in which they were sent.
    private var inFlight: [any ProbeAttempt] = []
    private var idle: [any ProbeAttempt] = []
    private var nextAttemptAt: HostInstant
    /// Before this, none is made that a busy host would feel.
    private var nextBusyAttemptAt: HostInstant
    private var nextPatientAttemptAt: HostInstant
    private var nextFailureCheckAt: HostInstant
    private var failures = AttemptCounts()
    private var evidence = FailureEvidence()
    private var lastWrongAnswer: String?
    /// How long the last wrong answer took, from its request to its last byte.
    private var wrongAnswerSeconds = 0.0

    private(set) var result: ReadinessResult?

    /// - Parameters:
    ///   - launchedAt: The zero of the boot's age, by which attempts grow rarer.
    ///   - deadline: Asked again between attempts, since a probe may begin before the launch.
    ///   - failure: Says why the instance will never answer, nil while it may. It must return at once.
    ///   - pressure: Tells when attempts would take from the boots.
    init(
        _ rule: ProbeRule, pacing: ProbePacing, launchedAt: HostInstant, deadline: @escaping () -> HostInstant,
        failure: @escaping () -> String?, pressure: CPUPressure = CPUPressure()
    ) {
        self.rule = rule
        self.pressure = pressure
        self.pacing = pacing
        self.launchedAt = launchedAt
        self.deadline = deadline
        self.failure = failure
        let now = HostInstant.now
        nextAttemptAt = now
        nextBusyAttemptAt = now
        nextPatientAttemptAt = now
        nextFailureCheckAt = now
    }

    func advance(sharers: Int) -> HostInstant {
        let now = HostInstant.now
        let deadline = deadline()
        if now >= deadline, case .first = stage { return end(.timedOut(at: now)) }
        if now >= nextFailureCheckAt {
            if let reason = failure() { return end(.failed(at: now, reason: reason)) }
            nextFailureCheckAt = now.advanced(bySeconds: pacing.failureCheckInterval)
        }
        var wakeAt = nextFailureCheckAt
        for attempt in inFlight {
            if isKept(attempt) { continue }
            if attempt.deadline <= now {
                giveUp(attempt, at: now)
                if result != nil { return now }
            } else {
                wakeAt = min(wakeAt, attempt.deadline)
            }
        }
        guard case .first = stage else { return min(wakeAt, askAgain(now)) }
        if now >= nextAttemptAt, !putOff(now, sharers) { startAttempt(now, sharers) }
        return min(wakeAt, deadline, nextAttemptAt)
    }

    func appendPolled(to entries: inout [pollfd]) {
        for attempt in inFlight { entries.append(pollfd(fd: attempt.descriptor, events: attempt.events, revents: 0)) }
    }

    func handle(_ entries: ArraySlice<pollfd>, chunk: inout [UInt8]) {
        // A copy, since attempts leave and one may come while they are handled.
        for (entry, attempt) in zip(entries, inFlight) where entry.revents != 0 && attempt.descriptor == entry.fd {
            settle(attempt, attempt.advance(pacing: pacing, chunk: &chunk), patience: nil)
            if result != nil { return }
        }
    }

    // MARK: Attempts

    /// Puts off the attempt that is due where boots occupy every CPU and the last one was just now.
    private func putOff(_ now: HostInstant, _ sharers: Int) -> Bool {
        guard pressure.isHigh(at: now), now < nextBusyAttemptAt else { return false }
        nextAttemptAt = now.advanced(bySeconds: pacing.busyCheckInterval * Double(sharers))
        return true
    }

    private func startAttempt(_ now: HostInstant, _ sharers: Int) {
        // Planned from the last plan, so that the attempts keep their rate; from now where the host was late.
        let waiting = inFlight.count { $0.isWaiting }
        let interval = pacing.interval(
            age: now.seconds(since: launchedAt), waiting: waiting, wrongAnswerSeconds: wrongAnswerSeconds,
            sharers: sharers)
        nextAttemptAt = max(nextAttemptAt.advanced(bySeconds: interval), now)
        nextBusyAttemptAt = now.advanced(bySeconds: pacing.busyInterval * Double(sharers))
        if inFlight.count >= pacing.inFlightLimit { giveUpOldest(now) }
        let isPatient = now >= nextPatientAttemptAt
        if isPatient { nextPatientAttemptAt = now.advanced(bySeconds: pacing.patientInterval) }
        send(isPatient: isPatient, pacing)
    }

    private func send(isPatient: Bool, _ pacing: ProbePacing) {
        let attempt = idle.popLast() ?? rule.makeAttempt()
        attempt.isPatient = isPatient
        inFlight.append(attempt)
        settle(attempt, attempt.start(pacing: pacing), patience: nil)
    }

    /// Whether a request outlives its time-out: whoever accepted it will work it off, so giving it up would only put one
    /// that nobody waits for before those that are sent later. Commands are ended, and with them what they asked.
    private func isKept(_ attempt: any ProbeAttempt) -> Bool {
        guard case .first = stage, rule.check.command.isEmpty else { return false }
        return pacing.yieldsToWaiting && attempt.isWaiting
    }

    /// Attempts that were kept past their time-out are lost where a later one is answered. One that waited for less proves
    /// nothing: whoever serves several at once may have been at it.
    private func giveUpLost(before answer: FirstAnswer) {
        let now = HostInstant.now
        for attempt in inFlight where attempt.sentAt < answer.sentAt && attempt.deadline <= now {
            giveUp(attempt, at: now)
        }
    }

    /// Gives up the oldest attempt that is not patient. Connections that were accepted go last: an answer is the next
    /// thing to come on them.
    private func giveUpOldest(_ now: HostInstant) {
        let oldest = inFlight.first { !$0.isPatient && !$0.isWaiting } ?? inFlight[0]
        giveUp(oldest, at: now)
    }

    private func giveUp(_ attempt: any ProbeAttempt, at now: HostInstant) {
        let patience = now.nanoseconds - attempt.sentAt.nanoseconds
        settle(attempt, .failed(attempt.givenUp), patience: patience)
    }

    /// Books what became of an attempt, and frees it unless it is still pending.
    private func settle(_ attempt: any ProbeAttempt, _ progress: AttemptProgress, patience: Int64?) {
        switch progress {
        case .pending: return
        case .answered(let answer):
            free(attempt)
            answered(answer)
        case .failed(let failure, let wrongAnswer):
            let sentAt = attempt.sentAt
            free(attempt)
            if case .second(let first) = stage { return inFlight.isEmpty ? finish(.answered(first)) : () }
            failures[failure] += 1
            if let wrongAnswer {
                lastWrongAnswer = wrongAnswer
                wrongAnswerSeconds = HostInstant.now.seconds(since: sentAt)
            }
            evidence.note(sentAt: sentAt, patience: patience, oldestInFlight: inFlight.first?.sentAt)
        }
    }

    private func answered(_ answer: FirstAnswer) {
        switch stage {
        case .first:
            giveUpLost(before: answer)
            closeAll()
            guard pacing.asksTwice else { return finish(.answered(answer)) }
            stage = .second(answer)
            nextAttemptAt = .now
            _ = askAgain(nextAttemptAt)
        case .second(var first):
            first.second = SecondAnswer(sentAt: answer.sentAt, lastByteAt: answer.lastByteAt)
            finish(.answered(first))
        }
    }

    /// Asks for the second answer, anew as long as nobody has taken the connection: what the first answer's attempts left
    /// in the queues on the way makes them drop a connection request, which the kernel repeats after a second only.
    ///
    /// - Returns: when to look at it again.
    private func askAgain(_ now: HostInstant) -> HostInstant {
        guard result == nil, !inFlight.contains(where: \.isWaiting) else { return nextFailureCheckAt }
        guard now >= nextAttemptAt else { return nextAttemptAt }
        nextAttemptAt = now.advanced(bySeconds: pacing.secondConnectInterval)
        var patient = pacing
        patient.connectTimeout = pacing.answerTimeout
        send(isPatient: true, patient)
        return nextAttemptAt
    }

    private func free(_ attempt: any ProbeAttempt) {
        attempt.close()
        inFlight.removeAll { $0 === attempt }
        idle.append(attempt)
    }

    private func closeAll() {
        for attempt in inFlight { free(attempt) }
    }

    // MARK: The end

    /// The end without a first answer, for which what is in flight counts as failed; else without a second one.
    private func end(_ outcome: ReadinessResult.Outcome) -> HostInstant {
        let now = HostInstant.now
        if case .second(let first) = stage {
            finish(.answered(first))
            return now
        }
        for attempt in inFlight { giveUp(attempt, at: now) }
        finish(outcome)
        return now
    }

    private func finish(_ outcome: ReadinessResult.Outcome) {
        var lastFailure = evidence.last
        if case .answered(let first) = outcome {
            // Attempts that were sent later, or were given up too soon, bound nothing.
            let exchange = first.lastByteAt.nanoseconds - first.sentAt.nanoseconds
            lastFailure = evidence.lastProof(before: first.sentAt, exchange: exchange)
        }
        closeAll()
        result = ReadinessResult(
            outcome: outcome, lastFailureSentAt: lastFailure, failures: failures, lastWrongAnswer: lastWrongAnswer)
    }
}
