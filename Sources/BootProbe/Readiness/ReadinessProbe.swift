import CLinux
import Glibc

/// Watches an endpoint until it gives its first right answer.
///
/// Fresh connections are made on a schedule of the probe's own; none waits for an older one, because an older one may
/// be lost for good: user-mode networks accept before the guest exists, and a lost connection request is repeated by
/// the kernel only after a second.
package struct ReadinessProbe: Sendable {
    private let peer: SocketAddress
    private let check: AnswerCheck
    private let pacing: ProbePacing

    /// - Throws: `badInput` where the address is not IPv4 or the readiness path cannot be sent.
    package init(
        endpoint: Endpoint, readiness: Readiness, pacing: ProbePacing = ProbePacing()
    ) throws(BootProbeError) {
        peer = try SocketAddress(endpoint)
        check = try AnswerCheck(readiness, endpoint: endpoint)
        self.pacing = pacing
    }

    /// Probes on the calling thread, which it blocks, until an answer, `deadline`, or a reason from `failure`.
    ///
    /// - Parameters:
    ///   - launchedAt: The zero of the boot's age, by which attempts grow rarer.
    ///   - deadline: Asked again between attempts, since a probe may begin before the launch.
    ///   - failure: Says why the instance will never answer, nil while it may. It runs between attempts and must
    ///     return at once.
    package func run(
        launchedAt: HostInstant, deadline: @autoclosure () -> HostInstant, failure: () -> String?
    ) -> ReadinessResult {
        var watch = ReadinessWatch(peer: peer, check: check, pacing: pacing, launchedAt: launchedAt)
        var result = watch.untilEnd(deadline: deadline, failure: failure)
        if case .answered(var answer) = result.outcome {
            answer.second = secondAnswer(failure: failure)
            result.outcome = .answered(answer)
        }
        return result
    }

    /// One more request, on a connection of its own.
    private func secondAnswer(failure: () -> String?) -> SecondAnswer? {
        var single = pacing
        single.inFlightLimit = 1
        single.interval = pacing.answerTimeout
        single.connectTimeout = pacing.answerTimeout
        let start = HostInstant.now
        var watch = ReadinessWatch(peer: peer, check: check, pacing: single, launchedAt: start)
        let deadline = start.advanced(bySeconds: pacing.answerTimeout)
        // Not by way of `firstAnswer`: inlined here, it makes the optimiser of Swift 6.3.1 fail (CopyPropagation).
        let outcome = watch.untilEnd(deadline: { deadline }, failure: failure).outcome
        guard case .answered(let answer) = outcome else { return nil }
        return SecondAnswer(sentAt: answer.sentAt, lastByteAt: answer.lastByteAt)
    }
}

/// One wait for a first answer: its attempts in flight and what became of the others.
private struct ReadinessWatch: ~Copyable {
    private let peer: SocketAddress
    private let check: AnswerCheck
    private let pacing: ProbePacing
    private let launchedAt: HostInstant
    private var attempts: [ProbeAttempt]
    private var polled: [pollfd] = []
    /// The attempt behind each entry of `polled`.
    private var polledAttempts: [Int] = []
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var nextAttemptAt: HostInstant
    private var failures = AttemptCounts()
    private var lastFailureSentAt: HostInstant?
    private var lastWrongAnswer: String?
    private var answer: FirstAnswer?

    init(peer: SocketAddress, check: AnswerCheck, pacing: ProbePacing, launchedAt: HostInstant) {
        self.peer = peer
        self.check = check
        self.pacing = pacing
        self.launchedAt = launchedAt
        attempts = [ProbeAttempt](repeating: ProbeAttempt(), count: pacing.inFlightLimit)
        polled.reserveCapacity(pacing.inFlightLimit)
        polledAttempts.reserveCapacity(pacing.inFlightLimit)
        nextAttemptAt = .now
    }

    deinit {
        for index in attempts.indices {
            var attempt = attempts[index]
            attempt.close()
        }
    }

    mutating func untilEnd(deadline: () -> HostInstant, failure: () -> String?) -> ReadinessResult {
        var nextFailureCheckAt = HostInstant.now
        while true {
            let deadline = deadline()
            let now = HostInstant.now
            if now >= deadline { return end(.timedOut(at: now)) }
            if now >= nextFailureCheckAt {
                if let reason = failure() { return end(.failed(at: now, reason: reason)) }
                nextFailureCheckAt = now.advanced(bySeconds: pacing.failureCheckInterval)
            }
            giveUpOverdue(now)
            if now >= nextAttemptAt { startAttempt(now) }
            wait(until: min(deadline, nextFailureCheckAt, nextAttemptAt))
            if let answer { return result(.answered(answer)) }
        }
    }

    /// The end without an answer: what is still in flight counts as failed.
    private mutating func end(_ outcome: ReadinessResult.Outcome) -> ReadinessResult {
        for index in attempts.indices where !attempts[index].isIdle {
            settle(index, .failed(attempts[index].givenUp))
        }
        return result(outcome)
    }

    private func result(_ outcome: ReadinessResult.Outcome) -> ReadinessResult {
        ReadinessResult(
            outcome: outcome, lastFailureSentAt: lastFailureSentAt, failures: failures,
            lastWrongAnswer: lastWrongAnswer)
    }

    private mutating func startAttempt(_ now: HostInstant) {
        let index = freeAttempt()
        let progress = attempts[index].start(
            to: peer, request: check.request, pacing: pacing, lastFailureBefore: lastFailureSentAt)
        settle(index, progress)
        let waiting = attempts.reduce(0) { $1.isWaiting ? $0 + 1 : $0 }
        let interval = pacing.interval(age: now.seconds(since: launchedAt), waiting: waiting)
        // Planned from the last plan, so that the attempts keep their rate; from now where the host was late.
        nextAttemptAt = max(nextAttemptAt.advanced(bySeconds: interval), now)
    }

    /// An idle attempt, made so by giving up the oldest where all are in flight.
    private mutating func freeAttempt() -> Int {
        if let idle = attempts.firstIndex(where: \.isIdle) { return idle }
        let oldest = attempts.indices.min { attempts[$0].sentAt < attempts[$1].sentAt }!
        settle(oldest, .failed(attempts[oldest].givenUp))
        return oldest
    }

    private mutating func giveUpOverdue(_ now: HostInstant) {
        for index in attempts.indices where !attempts[index].isIdle && attempts[index].deadline <= now {
            settle(index, .failed(attempts[index].givenUp))
        }
    }

    /// Books what became of an attempt, and frees it unless it is still pending.
    private mutating func settle(_ index: Int, _ progress: ProbeAttempt.Progress) {
        switch progress {
        case .pending: return
        case .answered(let first):
            answer = first
            // Attempts that were sent later may have failed already; they bound nothing.
            lastFailureSentAt = attempts[index].lastFailureBefore
        case .failed(let failure, let wrongAnswer):
            failures[failure] += 1
            if let wrongAnswer { lastWrongAnswer = wrongAnswer }
            let sentAt = attempts[index].sentAt
            lastFailureSentAt = max(lastFailureSentAt ?? sentAt, sentAt)
            for other in attempts.indices { attempts[other].note(failureOfAttemptSentAt: sentAt) }
        }
        attempts[index].close()
    }

    /// Sleeps until something happens to an attempt or `instant` comes, and handles what happened.
    private mutating func wait(until instant: HostInstant) {
        polled.removeAll(keepingCapacity: true)
        polledAttempts.removeAll(keepingCapacity: true)
        var earliest = instant
        for index in attempts.indices where !attempts[index].isIdle {
            polled.append(pollfd(fd: attempts[index].descriptor, events: attempts[index].events, revents: 0))
            polledAttempts.append(index)
            earliest = min(earliest, attempts[index].deadline)
        }
        guard poll(until: earliest) > 0 else { return }
        for (entry, index) in zip(polled, polledAttempts) where entry.revents != 0 {
            settle(index, attempts[index].advance(check: check, pacing: pacing, chunk: &chunk))
            if answer != nil { return }
        }
    }

    private mutating func poll(until instant: HostInstant) -> Int32 {
        let nanoseconds = max(0, instant.nanoseconds - HostInstant.now.nanoseconds)
        return unsafe bs_poll(&polled, polled.count, nanoseconds)
    }
}
