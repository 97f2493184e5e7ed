import CLinux
import Glibc

/// An attempt over TCP: connect, send the request, collect the answer.
final class ConnectionAttempt: ProbeAttempt {
    private enum Phase {
        case idle
        case connecting
        case waiting
    }

    var isPatient = false
    private let rule: ProbeRule
    private(set) var sentAt = HostInstant(nanoseconds: 0)
    private(set) var deadline = HostInstant(nanoseconds: 0)
    private(set) var descriptor: Int32 = -1
    private var phase = Phase.idle
    private var connectedAt = HostInstant(nanoseconds: 0)
    private var firstByteAt = HostInstant(nanoseconds: 0)
    private var unsent = 0
    private var received: [UInt8] = []

    init(_ rule: ProbeRule) { self.rule = rule }

    var isWaiting: Bool { phase == .waiting }

    var events: Int16 { Int16(phase == .connecting || unsent > 0 ? POLLOUT : POLLIN) }

    func start(pacing: ProbePacing) -> AttemptProgress {
        precondition(phase == .idle)
        sentAt = .now
        let result = bs_start_connection(rule.peer.address, rule.peer.port)
        guard result >= 0 else { return .failed(Self.classify(connectError: -result)) }
        descriptor = result
        phase = .connecting
        deadline = sentAt.advanced(bySeconds: pacing.connectTimeout)
        unsent = rule.check.request.count
        received.removeAll(keepingCapacity: true)
        // On this host's own networks a refusal is there already, which saves a round of poll(2).
        let error = bs_socket_error(descriptor)
        return error == 0 ? .pending : refusal(error)
    }

    func advance(pacing: ProbePacing, chunk: inout [UInt8]) -> AttemptProgress {
        if phase == .connecting {
            let error = bs_socket_error(descriptor)
            guard error == 0 else { return refusal(error) }
            connectedAt = .now
            phase = .waiting
            deadline = connectedAt.advanced(bySeconds: pacing.answerTimeout)
            // A rule without a banner is content with the connection.
            if rule.check.verdict(on: [], ended: false) == .right { return .answered(answer(at: connectedAt)) }
        }
        if unsent > 0, let failure = send(rule.check.request) { return .failed(failure) }
        return receive(into: &chunk)
    }

    var givenUp: AttemptFailure {
        if phase == .connecting { return .connectTimeout }
        return received.isEmpty ? .silent : .wrongAnswer
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { bs_abort_connection(descriptor) }
        free()
    }

    /// Never established, so that it needs no reset to leave nothing behind.
    private func refusal(_ error: Int32) -> AttemptProgress {
        Glibc.close(descriptor)
        free()
        return .failed(Self.classify(connectError: error))
    }

    private func free() {
        descriptor = -1
        phase = .idle
    }

    private func send(_ request: [UInt8]) -> AttemptFailure? {
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

    private func receive(into chunk: inout [UInt8]) -> AttemptProgress {
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            let now = HostInstant.now
            if count < 0 { return errno == EAGAIN ? .pending : .failed(.reset) }
            if received.isEmpty { firstByteAt = now }
            received += chunk[..<count]
            switch rule.check.verdict(on: received, ended: count == 0) {
            case .right: return .answered(answer(at: now))
            case .wrong(let reason): return .failed(.wrongAnswer, wrongAnswer: reason)
            case .incomplete: if count == 0 { return endedEarly() }
            }
        }
    }

    private func endedEarly() -> AttemptProgress {
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
