import BootProbe
import CLinux
import Foundation
import Glibc
import Synchronization
import Testing

/// Order and containment are asserted, not durations, which the load of the host decides.
///
/// Serialized: the less the tests disturb each other, the sharper they are.
@Suite(.serialized) struct ReadinessProbeTests {
    private static let page = Readiness.http(path: "/", status: 200, contains: ["Cats", "Dogs"])

    private func probe(
        _ endpoint: Endpoint, _ readiness: Readiness = page, pacing: ProbePacing = ProbePacing(),
        seconds: Double = 5, failure: () -> String? = { nil }
    ) throws -> ReadinessResult {
        let start = HostInstant.now
        return try ReadinessProbe(endpoint: endpoint, readiness: readiness, pacing: pacing)
            .run(launchedAt: start, deadline: start.advanced(bySeconds: seconds), failure: failure)
    }

    @Test("a page that shows both options is an answer, in stamped order, and a second one follows")
    func rightPage() throws {
        let server = StubServer { connection, _ in
            StubServer.readRequest(from: connection)
            StubServer.write(StubServer.response("Cats vs Dogs"), to: connection)
        }
        defer { server.stop() }
        let answer = try #require(try probe(server.endpoint).firstAnswer)
        #expect(answer.sentAt <= answer.connectedAt)
        #expect(answer.connectedAt <= answer.firstByteAt)
        #expect(answer.firstByteAt <= answer.lastByteAt)
        let second = try #require(answer.second)
        #expect(second.sentAt >= answer.lastByteAt)
        #expect(second.seconds > 0)
    }

    @Test("a second answer whose connection request was dropped is asked for anew, and counted from then")
    func droppedRequest() throws {
        let server = NarrowServer(answer: StubServer.response("Cats vs Dogs"))
        defer { server.stop() }
        let pacing = ProbePacing(interval: 0.05, inFlightLimit: 1)
        let answer = try #require(try probe(server.endpoint, pacing: pacing).firstAnswer)
        let second = try #require(answer.second)
        #expect(second.sentAt.seconds(since: answer.lastByteAt) > 0.015)
        // The kernel repeats a request after a second.
        #expect(second.seconds < 0.9)
    }

    @Test("an answer in pieces ends with its last byte")
    func answerInPieces() throws {
        let lastWrite = Mutex<HostInstant?>(nil)
        let server = StubServer { connection, _ in
            StubServer.readRequest(from: connection)
            let text = Array(StubServer.response("Cats vs Dogs"))
            for part in stride(from: 0, to: text.count, by: 20) {
                // The last piece comes so late that a probe which had to wait for a CPU has seen the first.
                usleep(part + 20 >= text.count ? 300_000 : 15_000)
                // Of the first connection: the second answer comes later.
                if part + 20 >= text.count { lastWrite.withLock { $0 = $0 ?? .now } }
                StubServer.write(String(text[part..<min(part + 20, text.count)]), to: connection)
            }
        }
        defer { server.stop() }
        let answer = try #require(try probe(server.endpoint).firstAnswer)
        #expect(try answer.lastByteAt >= #require(lastWrite.withLock { $0 }))
        #expect(answer.firstByteAt < answer.lastByteAt)
    }

    @Test("nothing listens: refused until the time is up")
    func refused() throws {
        let endpoint = Endpoint(address: "127.0.0.1", port: StubServer.unusedPort())
        let end = HostInstant.now.advanced(bySeconds: 0.3)
        let result = try probe(endpoint, seconds: 0.3)
        guard case .timedOut(let at) = result.outcome else {
            Issue.record("expected a time-out, got \(result.outcome)")
            return
        }
        #expect(at >= end)
        #expect(result.failures[.refused] == result.failures.total)
        #expect(result.failures[.refused] >= 3, "attempts go on")
    }

    @Test("a listener that resets every connection is counted as such")
    func reset() throws {
        let server = StubServer { connection, _ in
            var now = linger(l_onoff: 1, l_linger: 0)
            _ = unsafe setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        defer { server.stop() }
        let result = try probe(server.endpoint, seconds: 0.3)
        #expect(result.firstAnswer == nil)
        #expect(result.failures[.reset] >= 3, "attempts go on")
    }

    @Test("a listener that accepts and stays silent is no answer, and gets few connections")
    func silent() throws {
        let server = StubServer { _, _ in sleep(2) }
        defer { server.stop() }
        let result = try probe(server.endpoint, seconds: 0.6)
        #expect(result.firstAnswer == nil)
        #expect(result.failures[.silent] == result.failures.total)
        // One every 0.08 ms would be 7500, and one after each quarter of the age since the first millisecond 40; a slow host
        // makes fewer, never more.
        #expect((1...40).contains(result.failures[.silent]), "\(result.failures[.silent]) connections")
    }

    @Test("a request that waits is kept past its time-out, and nobody asks twice who does not want to")
    func patience() throws {
        let isOver = Atomic(false)
        let server = StubServer { connection, number in
            // Only the oldest is answered.
            while number > 1, !isOver.load(ordering: .acquiring) { usleep(1000) }
            usleep(400_000)
            StubServer.readRequest(from: connection)
            StubServer.write(StubServer.response("Cats vs Dogs"), to: connection)
        }
        defer { server.stop() }
        defer { isOver.store(true, ordering: .releasing) }
        let result = try probe(server.endpoint, pacing: ProbePacing(answerTimeout: 0.1, asksTwice: false))
        #expect(try #require(result.firstAnswer).second == nil)
        #expect(result.failures.total == 0, "none was given up")
    }

    @Test("a lost early connection does not hold up the answer on a later one")
    func earlyConnectionLost() throws {
        let isOver = Atomic(false)
        let server = StubServer { connection, number in
            if number <= 3 {
                while !isOver.load(ordering: .acquiring) { usleep(1000) }
                return
            }
            usleep(100_000)
            StubServer.readRequest(from: connection)
            StubServer.write(StubServer.response("Cats vs Dogs"), to: connection)
        }
        defer { server.stop() }
        defer { isOver.store(true, ordering: .releasing) }
        let result = try probe(server.endpoint, pacing: ProbePacing(answerTimeout: 0.05))
        let answer = try #require(result.firstAnswer, "the first three connections are lost all the while")
        // They bound the answer: somebody asked, and got none.
        #expect(result.failures[.silent] >= 3)
        #expect(try #require(result.lastFailureSentAt) < answer.sentAt)
    }

    @Test("connections that waited for a slow start are answered, oldest first")
    func slowStart() throws {
        let opened = Mutex<HostInstant?>(nil)
        let server = StubServer { connection, number in
            // The service comes up when the probe's third connection is there.
            if number == 3 { opened.withLock { $0 = .now } }
            while opened.withLock({ $0 }) == nil { usleep(200) }
            StubServer.readRequest(from: connection)
            StubServer.write(StubServer.response("Cats vs Dogs"), to: connection)
        }
        defer { server.stop() }
        let answer = try #require(try probe(server.endpoint).firstAnswer)
        let openedAt = try #require(opened.withLock { $0 })
        #expect(answer.sentAt < openedAt, "a connection that waited was answered")
        #expect(answer.lastByteAt >= openedAt)
    }

    @Test(
        "a wrong status, body or protocol is a wrong answer, and is quoted",
        arguments: [
            (StubServer.response("Cats vs Dogs", status: "503 Service Unavailable"), "503"),
            (StubServer.response("Cats only"), "Cats only"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nCats vs Dogs", "ended after"),
            ("-LOADING\r\n", "expected HTTP"),
        ])
    func wrongAnswer(text: String, quoted: String) throws {
        let server = StubServer { connection, _ in
            StubServer.readRequest(from: connection)
            StubServer.write(text, to: connection)
        }
        defer { server.stop() }
        let result = try probe(server.endpoint, seconds: 0.3)
        #expect(result.firstAnswer == nil)
        #expect(result.failures[.wrongAnswer] > 0)
        #expect(try #require(result.lastWrongAnswer).contains(quoted))
    }

    @Test("Redis answers PING with PONG; LOADING is wrong until then")
    func resp() throws {
        let server = StubServer { connection, number in
            StubServer.readRequest(from: connection)
            StubServer.write(number <= 5 ? "-LOADING\r\n" : "+PO", to: connection)
            usleep(2000)
            StubServer.write("NG\r\n", to: connection)
        }
        defer { server.stop() }
        let result = try probe(server.endpoint, .resp)
        #expect(result.firstAnswer != nil)
        // Five connections are answered so; one may be given up before.
        #expect(result.failures[.wrongAnswer] >= 3)
    }

    @Test("a banner is awaited; an empty one is content with the connection", arguments: ["220 ready", ""])
    func banner(_ banner: String) throws {
        let server = StubServer { connection, _ in
            StubServer.write("220 ready\r\n", to: connection)
            usleep(50_000)
        }
        defer { server.stop() }
        #expect(try probe(server.endpoint, .tcp(banner: banner)).firstAnswer != nil)
    }

    @Test("a dead instance ends the wait")
    func deadInstance() throws {
        let endpoint = Endpoint(address: "127.0.0.1", port: StubServer.unusedPort())
        let diesAt = HostInstant.now.advanced(bySeconds: 0.1)
        let result = try probe(endpoint) { HostInstant.now >= diesAt ? "exited with status 3" : nil }
        guard case .failed(let at, let reason) = result.outcome else {
            Issue.record("expected a failure, got \(result.outcome)")
            return
        }
        #expect(reason == "exited with status 3")
        #expect(at >= diesAt)
    }

    @Test("an address that is not IPv4 and a path that cannot be sent are refused")
    func badInput() {
        #expect(throws: BootProbeError.self) {
            try ReadinessProbe(endpoint: Endpoint(address: "localhost", port: 1), readiness: .resp)
        }
        #expect(throws: BootProbeError.self) {
            try ReadinessProbe(
                endpoint: Endpoint(address: "127.0.0.1", port: 1),
                readiness: .http(path: "/a b\r\nX: y", status: 200, contains: []))
        }
    }

    @Test("the censoring interval holds the instant at which the listener opened, and is a small part of the wait")
    func censoring() throws {
        /// Of the time to first response, in each trial.
        var shares: [Double] = []
        for trial in 0..<40 {
            let port = StubServer.unusedPort()
            let opened = Mutex<(server: StubServer, before: HostInstant, after: HostInstant)?>(nil)
            let done = DispatchSemaphore(value: 0)
            let start = HostInstant.now
            Thread.detachNewThread {
                usleep(50_000 + UInt32(trial * 137 % 2000))
                let before = HostInstant.now
                let server = StubServer(port: port) { connection, _ in
                    StubServer.readRequest(from: connection)
                    StubServer.write(StubServer.response("Cats vs Dogs"), to: connection)
                }
                opened.withLock { $0 = (server, before, .now) }
                done.signal()
            }
            let result = try probe(Endpoint(address: "127.0.0.1", port: port))
            done.wait()
            let (server, before, after) = try #require(opened.withLock { $0 })
            server.stop()
            let answer = try #require(result.firstAnswer)
            let earliest = try #require(result.earliestAnswerAt)
            #expect(earliest <= after.advanced(bySeconds: answer.lastByteAt.seconds(since: answer.sentAt)))
            #expect(answer.lastByteAt >= before)
            shares.append(answer.lastByteAt.seconds(since: earliest) / answer.lastByteAt.seconds(since: start))
        }
        // Where the host is busy a few are wide; at rest the median is 0.04.
        #expect(shares.sorted()[20] < 0.5, "of \(shares)")
    }

    @Test("a probe on its own thread answers, and can be cancelled")
    func runningProbe() throws {
        let endpoint = Endpoint(address: "127.0.0.1", port: StubServer.unusedPort())
        let probe = try ReadinessProbe(endpoint: endpoint, readiness: .resp)
        let running = RunningProbe(probe, deadline: .now.advanced(bySeconds: 60))
        usleep(30_000)
        running.cancel()
        guard case .failed(_, "cancelled") = running.result().outcome else {
            Issue.record("expected a cancelled probe")
            return
        }
    }
}
