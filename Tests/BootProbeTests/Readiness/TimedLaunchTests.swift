import BootProbe
import Glibc
import Testing

/// The launch call of the fake instance takes 0.25 s.
@Suite("Timed launches") struct TimedLaunchTests {
    private func earliest(sent: Double, lastFailed: Double? = nil) -> Double? {
        let instance = FakeInstance(id: InstanceID(number: 0)) {}
        func instant(_ seconds: Double) -> HostInstant { instance.launchedAt.advanced(bySeconds: seconds) }
        let answer = FirstAnswer(
            sentAt: instant(sent), connectedAt: instant(sent), firstByteAt: instant(1), lastByteAt: instant(1))
        let result = ReadinessResult(outcome: .answered(answer), lastFailureSentAt: lastFailed.map(instant))
        return TimedLaunch(instance: instance, result: result).earliestSeconds
    }

    @Test("an answer can have been missed since the last attempt that failed before it")
    func polled() { #expect(earliest(sent: 0.625, lastFailed: 0.5) == 0.875) }

    @Test("where none failed, since the launch call returned, or not at all when it had not")
    func atOnce() {
        #expect(earliest(sent: 0.375) == 0.875)
        #expect(earliest(sent: 0.125) == 1)
    }

    @Test("an attempt that failed later says nothing")
    func overtaken() { #expect(earliest(sent: 0.5, lastFailed: 0.75) == 1) }
}

@Suite("Answers before the launch") struct EarlyAnswerTests {
    @Test("are of somebody else, and fail the trial with what to do")
    func early() throws {
        let server = StubServer { connection, _ in
            StubServer.readRequest(from: connection)
            StubServer.write("+PONG\r\n", to: connection)
        }
        defer { server.stop() }
        let staged = StagedLaunch(id: InstanceID(number: 0), endpoint: server.endpoint) {
            () throws(BootProbeError) in
            // Long enough for the probe to be answered first.
            usleep(200_000)
            return FakeInstance(id: InstanceID(number: 0)) {}
        } discard: {
        }
        guard case .failed(_, let reason) = try staged.timed(.resp, timeoutSeconds: 5).result.outcome else {
            Issue.record("expected a failure")
            return
        }
        #expect(reason.contains("answered at \(server.endpoint) before the launch"))
    }
}

@Suite("Evidence of failed attempts") struct FailureEvidenceTests {
    private let start = HostInstant(nanoseconds: 0)

    private func at(_ nanoseconds: Int64) -> HostInstant { HostInstant(nanoseconds: nanoseconds) }

    @Test("a refusal proves, silence only where it was listened to long enough")
    func patience() {
        var evidence = FailureEvidence()
        evidence.note(sentAt: at(10), patience: nil, oldestInFlight: nil)
        evidence.note(sentAt: at(20), patience: 500, oldestInFlight: nil)
        evidence.note(sentAt: at(30), patience: 50, oldestInFlight: nil)
        #expect(evidence.last == at(30))
        #expect(evidence.lastProof(before: at(40), exchange: 40) == at(30))
        #expect(evidence.lastProof(before: at(40), exchange: 60) == at(20))
        #expect(evidence.lastProof(before: at(40), exchange: 600) == at(10))
        #expect(evidence.lastProof(before: at(10), exchange: 1) == nil)
    }

    @Test("what is forgotten in a long wait is never the last proof")
    func pruning() {
        var evidence = FailureEvidence()
        for number in 0..<10_000 {
            let sent = Int64(number)
            // A quick attempt each nanosecond, and every hundredth a patient one; the last ten are still in flight.
            evidence.note(
                sentAt: at(sent), patience: number.isMultiple(of: 100) ? 1000 : 10,
                oldestInFlight: at(max(0, sent - 10)))
        }
        #expect(evidence.lastProof(before: at(10_000), exchange: 5) == at(9999))
        #expect(evidence.lastProof(before: at(10_000), exchange: 500) == at(9900))
        #expect(evidence.lastProof(before: at(9995), exchange: 5) == at(9994), "an attempt that was long in flight")
    }
}
