/// Why one attempt brought no answer.
package enum AttemptFailure: Int, Sendable, CaseIterable {
    /// The peer's kernel answered that nothing listens.
    case refused
    /// The connection was made and ended before an answer was complete.
    case reset
    /// No reply to the connection request.
    case connectTimeout
    /// The network has no way to the address (yet).
    case unreachable
    /// Accepted, and not one byte came: typical of a proxy, or of a listener whose program is still starting.
    case silent
    /// Bytes came, but not the right answer.
    case wrongAnswer
    /// This host refused the attempt: descriptors or ports ran out.
    case hostFault
}

/// How many attempts ended in which way.
package struct AttemptCounts: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: AttemptFailure.allCases.count)

    package init() {}

    package subscript(failure: AttemptFailure) -> Int {
        get { counts[failure.rawValue] }
        set { counts[failure.rawValue] = newValue }
    }

    package var total: Int { counts.reduce(0, +) }
}

/// The first validated answer, stamped on the host.
package struct FirstAnswer: Sendable, Equatable {
    /// When the winning attempt asked for its connection.
    package var sentAt: HostInstant
    package var connectedAt: HostInstant
    package var firstByteAt: HostInstant
    /// The end of the time to first response.
    package var lastByteAt: HostInstant
    /// One more request, sent when the first was answered; nil where it was not answered rightly.
    package var second: SecondAnswer?

    package init(
        sentAt: HostInstant, connectedAt: HostInstant, firstByteAt: HostInstant, lastByteAt: HostInstant,
        second: SecondAnswer? = nil
    ) {
        self.sentAt = sentAt
        self.connectedAt = connectedAt
        self.firstByteAt = firstByteAt
        self.lastByteAt = lastByteAt
        self.second = second
    }
}

/// The answer after the first: what a request costs once the service has warmed up.
package struct SecondAnswer: Sendable, Equatable {
    package var sentAt: HostInstant
    package var lastByteAt: HostInstant

    package init(sentAt: HostInstant, lastByteAt: HostInstant) {
        self.sentAt = sentAt
        self.lastByteAt = lastByteAt
    }

    package var seconds: Double { lastByteAt.seconds(since: sentAt) }
}

/// What a probe saw, from its first attempt to its end.
package struct ReadinessResult: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case answered(FirstAnswer)
        /// Right-censored: no right answer up to this instant.
        case timedOut(at: HostInstant)
        /// The instance can no longer answer.
        case failed(at: HostInstant, reason: String)
    }

    package var outcome: Outcome
    /// Send time of the last attempt that failed, and where an answer came, that was sent before the answered one. Nil
    /// where none did.
    package var lastFailureSentAt: HostInstant?
    package var failures: AttemptCounts
    /// What was wrong with the last wrong answer.
    package var lastWrongAnswer: String?

    package init(
        outcome: Outcome, lastFailureSentAt: HostInstant? = nil, failures: AttemptCounts = AttemptCounts(),
        lastWrongAnswer: String? = nil
    ) {
        self.outcome = outcome
        self.lastFailureSentAt = lastFailureSentAt
        self.failures = failures
        self.lastWrongAnswer = lastWrongAnswer
    }

    /// The earliest instant at which the first answer could have been complete, had attempts been made all the time.
    /// Nil where none came or the first attempt was answered.
    ///
    /// An attempt between the last failed one and the answered one might have been answered earlier, by the time
    /// between the two at most: a service that is still starting makes an earlier request wait no less.
    package var earliestAnswerAt: HostInstant? {
        guard let answer = firstAnswer, let lastFailureSentAt else { return nil }
        return answer.lastByteAt.advanced(bySeconds: lastFailureSentAt.seconds(since: answer.sentAt))
    }

    package var firstAnswer: FirstAnswer? {
        guard case .answered(let answer) = outcome else { return nil }
        return answer
    }
}
