import CLinux
import Glibc

/// One connection of a probe: connect, send the request, collect the answer.
///
/// A value is reused for one attempt after another, so that a long wait allocates nothing.
struct ProbeAttempt {
    private enum Phase {
        case idle
        case connecting
        case waiting
    }

    /// What an event or a time-out did to the attempt.
    enum Progress {
        case pending
        case answered(FirstAnswer)
        case failed(AttemptFailure, wrongAnswer: String? = nil)
    }

    private(set) var sentAt = HostInstant(nanoseconds: 0)
    /// The last send time of the attempts that were sent before this one and have failed.
    private(set) var lastFailureBefore: HostInstant?
    private(set) var deadline = HostInstant(nanoseconds: 0)
    private(set) var descriptor: Int32 = -1
    private var phase = Phase.idle
    private var connectedAt = HostInstant(nanoseconds: 0)
    private var firstByteAt = HostInstant(nanoseconds: 0)
    private var unsent = 0
    private var received: [UInt8] = []

    var isIdle: Bool { phase == .idle }

    /// Accepted, and not yet answered.
    var isWaiting: Bool { phase == .waiting }

    /// What poll(2) should watch for.
    var events: Int16 { Int16(phase == .connecting || unsent > 0 ? POLLOUT : POLLIN) }

    /// Begins a connection; the attempt must be idle.
    mutating func start(
        to peer: SocketAddress, request: [UInt8], pacing: ProbePacing, lastFailureBefore: HostInstant?
    ) -> Progress {
        precondition(isIdle)
        self.lastFailureBefore = lastFailureBefore
        sentAt = .now
        let result = bs_start_connection(peer.address, peer.port)
        guard result >= 0 else { return .failed(Self.classify(connectError: -result)) }
        descriptor = result
        phase = .connecting
        deadline = sentAt.advanced(bySeconds: pacing.connectTimeout)
        unsent = request.count
        received.removeAll(keepingCapacity: true)
        return .pending
    }

    /// Takes note that an attempt that was sent at `instant` has failed.
    mutating func note(failureOfAttemptSentAt instant: HostInstant) {
        guard instant < sentAt else { return }
        lastFailureBefore = max(lastFailureBefore ?? instant, instant)
    }

    /// Handles what poll(2) reported.
    mutating func advance(check: AnswerCheck, pacing: ProbePacing, chunk: inout [UInt8]) -> Progress {
        if phase == .connecting {
            let error = bs_socket_error(descriptor)
            guard error == 0 else { return .failed(Self.classify(connectError: error)) }
            connectedAt = .now
            phase = .waiting
            deadline = connectedAt.advanced(bySeconds: pacing.answerTimeout)
            // A rule without a banner is content with the connection.
            if check.verdict(on: [], ended: false) == .right { return .answered(answer(at: connectedAt)) }
        }
        if unsent > 0, let failure = send(check.request) { return .failed(failure) }
        return receive(check: check, chunk: &chunk)
    }

    /// How the attempt failed if it is given up now.
    var givenUp: AttemptFailure {
        if phase == .connecting { return .connectTimeout }
        return received.isEmpty ? .silent : .wrongAnswer
    }

    /// Frees the connection; safe on an idle attempt.
    mutating func close() {
        if descriptor >= 0 { bs_abort_connection(descriptor) }
        descriptor = -1
        phase = .idle
    }

    private mutating func send(_ request: [UInt8]) -> AttemptFailure? {
        while unsent > 0 {
            let count = unsafe request.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.suffix(unsent))
                return unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN ? nil : .reset }
            unsent -= count
        }
        return nil
    }

    private mutating func receive(check: AnswerCheck, chunk: inout [UInt8]) -> Progress {
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            let now = HostInstant.now
            if count < 0 { return errno == EAGAIN ? .pending : .failed(.reset) }
            if received.isEmpty { firstByteAt = now }
            received += chunk[..<count]
            switch check.verdict(on: received, ended: count == 0) {
            case .right: return .answered(answer(at: now))
            case .wrong(let reason): return .failed(.wrongAnswer, wrongAnswer: reason)
            case .incomplete: if count == 0 { return endedEarly() }
            }
        }
    }

    private func endedEarly() -> Progress {
        if received.isEmpty { return .failed(.reset) }
        return .failed(.wrongAnswer, wrongAnswer: "the connection ended after \(received.count) bytes of an answer")
    }

    private func answer(at now: HostInstant) -> FirstAnswer {
        FirstAnswer(
            sentAt: sentAt, connectedAt: connectedAt, firstByteAt: received.isEmpty ? now : firstByteAt,
            lastByteAt: now)
    }

    private static func classify(connectError error: Int32) -> AttemptFailure {
        switch error {
        case ECONNREFUSED: .refused
        case ECONNRESET, EPIPE, ECONNABORTED: .reset
        case ETIMEDOUT: .connectTimeout
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: .unreachable
        default: .hostFault
        }
    }
}

/// An IPv4 address and port as sockets take them.
struct SocketAddress: Sendable, Equatable {
    /// In network byte order.
    let address: UInt32
    let port: UInt16

    /// - Throws: `badInput` where the address is not IPv4 in dotted form.
    init(_ endpoint: Endpoint) throws(BootProbeError) {
        var parsed = in_addr()
        guard unsafe inet_pton(AF_INET, endpoint.address, &parsed) == 1 else {
            throw BootProbeError(
                .badInput, "address \(endpoint.address.debugDescription): expected an IPv4 address such as 10.77.1.5")
        }
        address = parsed.s_addr
        port = endpoint.port
    }
}
