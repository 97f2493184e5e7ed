/// One try for an answer. An object is reused for one attempt after another, so that a long wait allocates nothing.
protocol ProbeAttempt: AnyObject {
    /// Kept until its own deadline, however many newer attempts there are; the watch's own mark.
    var isPatient: Bool { get set }

    /// The other side took the attempt and has not yet answered.
    var isWaiting: Bool { get }

    var sentAt: HostInstant { get }

    /// When the attempt is given up by itself.
    var deadline: HostInstant { get }

    /// What poll(2) should watch: a descriptor and its events.
    var descriptor: Int32 { get }
    var events: Int16 { get }

    /// Begins; the attempt must be a new or a closed one.
    func start(pacing: ProbePacing) -> AttemptProgress

    /// Handles what poll(2) reported.
    func advance(pacing: ProbePacing, chunk: inout [UInt8]) -> AttemptProgress

    /// How the attempt failed if it is given up now.
    var givenUp: AttemptFailure { get }

    /// Frees what the attempt holds; safe on one that holds nothing.
    func close()
}

/// What an event or a time-out did to an attempt.
enum AttemptProgress {
    case pending
    case answered(FirstAnswer)
    case failed(AttemptFailure, wrongAnswer: String? = nil)
}

/// Whom a probe asks and what it takes for an answer.
struct ProbeRule: Sendable {
    let peer: SocketAddress
    let check: AnswerCheck

    func makeAttempt() -> any ProbeAttempt {
        check.command.isEmpty ? ConnectionAttempt(self) : CommandAttempt(check.command)
    }
}
