/// How the probing of one launched instance ended.
package enum ProbeOutcome: Sendable, Equatable {
    /// A validated answer came.
    case answered(FirstAnswer)
    /// None came before the deadline; all attempts sent up to `lastAttemptSentAt` went without a right answer.
    case timedOut(lastAttemptSentAt: HostInstant?)
    /// The instance ended, or said that it will never answer.
    case failed(reason: String, at: HostInstant)
}

/// The first validated answer of an instance, and what was seen on the way to it.
package struct FirstAnswer: Sendable, Equatable {
    /// The connection that carried the answer was established.
    package var connectedAt: HostInstant
    package var firstByteAt: HostInstant
    /// The end of the time to first response.
    package var lastByteAt: HostInstant
    /// When the last attempt was sent that did not get the right answer; nil where the first attempt got it.
    package var lastFailedAttemptSentAt: HostInstant?
    /// Seconds that a second request took, on a connection of its own; nil where none was made or answered.
    package var secondAnswerSeconds: Double?
    package var attempts: AttemptCounts

    package init(
        connectedAt: HostInstant, firstByteAt: HostInstant, lastByteAt: HostInstant,
        lastFailedAttemptSentAt: HostInstant? = nil, secondAnswerSeconds: Double? = nil,
        attempts: AttemptCounts = AttemptCounts()
    ) {
        self.connectedAt = connectedAt
        self.firstByteAt = firstByteAt
        self.lastByteAt = lastByteAt
        self.lastFailedAttemptSentAt = lastFailedAttemptSentAt
        self.secondAnswerSeconds = secondAnswerSeconds
        self.attempts = attempts
    }
}

/// How many attempts ended in which way, up to the first validated answer.
package struct AttemptCounts: Sendable, Equatable, Codable {
    /// The connection was refused, or the address unreachable.
    package var refused: Int
    /// The connection was reset after it was established.
    package var reset: Int
    /// No answer in the time that one attempt is given.
    package var timedOut: Int
    /// Accepted, then closed without a byte: something other than the service accepts on its behalf.
    package var closedEarly: Int
    /// An answer that readiness does not accept: another status, or a body without the wanted text.
    package var wrongAnswer: Int
    /// 1 once a right answer came.
    package var answered: Int

    package init(
        refused: Int = 0, reset: Int = 0, timedOut: Int = 0, closedEarly: Int = 0, wrongAnswer: Int = 0,
        answered: Int = 0
    ) {
        self.refused = refused
        self.reset = reset
        self.timedOut = timedOut
        self.closedEarly = closedEarly
        self.wrongAnswer = wrongAnswer
        self.answered = answered
    }

    package var total: Int { refused + reset + timedOut + closedEarly + wrongAnswer + answered }
}
