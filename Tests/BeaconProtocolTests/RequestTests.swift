import BeaconProtocol
import Testing

/// Requests and their answers, over one connection each.
@Suite struct RequestTests {
    private static func answer(_ question: String, options: String = "") throws -> (
        status: String, text: String, ended: Bool
    ) {
        let guest = try Guest(options: options)
        var session = try Session(guest)
        let answers = session.ask(question)
        let text = answers.text
        return (
            String(text.prefix { $0 != "\r\n" }), text, answers.last.map { $0.flags & WireSegment.fin != 0 } ?? false
        )
    }

    @Test(
        "a request gets its status, and the connection ends where it must",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, false),
            ("\r\nGET / HTTP/1.1\nHost: a\n\n", 200, false),
            ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 200, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n", 200, true),
            ("GET / HTTP/1.0\r\n\r\n", 200, true),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, false),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 200, false),
            ("GET /work?us=5 HTTP/1.1\r\nHost: a\r\n\r\n", 200, false),
            ("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, false),
            ("GET /work HTTP/1.1\r\nHost: a\r\n\r\n", 400, false),
            ("GET /work?us=x HTTP/1.1\r\nHost: a\r\n\r\n", 400, false),
            ("GET /work?us=10000001 HTTP/1.1\r\nHost: a\r\n\r\n", 400, false),
            ("GET /wait?us=99999999999999999999 HTTP/1.1\r\nHost: a\r\n\r\n", 400, false),
            ("GET / HTTP/1.1\r\n\r\n", 400, true),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, true),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, true),
            ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400, true),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400, true),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400, true),
            ("GET /\r\n\r\n", 400, true),
            ("GET / HTTP/11\r\nHost: a\r\n\r\n", 400, true),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, true),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405, true),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405, true),
        ])
    func http(question: String, status: Int, ends: Bool) throws {
        let answer = try Self.answer(question)
        #expect(answer.text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.ended == ends)
        #expect(answer.text.contains("Connection: close") == ends)
    }

    @Test("a head that never ends is refused")
    func headTooLarge() throws {
        var session = try Session(try Guest())
        _ = session.ask("GET / HTTP/1.1\r\n" + String(repeating: "X", count: 1400))
        #expect(session.ask(String(repeating: "X", count: 632)).text.hasPrefix("HTTP/1.1 431 "))
    }

    @Test("HEAD has the head of GET, without the body")
    func head() throws {
        let get = try Self.answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text
        let head = try Self.answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").text
        #expect(get == head + "beacon 1.0 10.77.0.5\n")
    }

    @Test(
        "a command gets its reply",
        arguments: [
            ("PING\r\n", "+PONG\r\n", false), ("ping\n", "+PONG\r\n", false), ("PING hi\r\n", "$2\r\nhi\r\n", false),
            ("*1\r\n$4\r\nPING\r\n", "+PONG\r\n", false), ("*2\r\n$4\r\nPING\r\n$0\r\n\r\n", "$0\r\n\r\n", false),
            ("*2\r\n$4\r\nPING\r\n$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n", false),
            ("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n", "-ERR unknown command\r\n", false),
            ("SET a b\r\n", "-ERR unknown command\r\n", false), ("*0\r\n", "-ERR unknown command\r\n", false),
            ("QUIT\r\n", "+OK\r\n", true), ("*x\r\n", "-ERR Protocol error\r\n", true),
            ("*1\r\n+PING\r\n", "-ERR Protocol error\r\n", true),
            ("*1\r\n$4\r\nPINGxx", "-ERR Protocol error\r\n", true),
            ("*1\r\n$99999999\r\n", "-ERR Protocol error\r\n", true), ("*1\r\n$4\r\nPIN", "", false),
        ])
    func resp(question: String, reply: String, ends: Bool) throws {
        let answer = try Self.answer(question)
        #expect(answer.text == reply)
        #expect(answer.ended == ends)
    }

    @Test("requests that come together are answered in their order, the waiting one in its time")
    func pipelining() throws {
        let guest = try Guest()
        var session = try Session(guest)
        let wait = "GET /wait?us=1000 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(session.ask(wait + "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").text == "")
        #expect(guest.nextDeadline == 1_000_000)
        let other = try Session(guest, port: 6000)
        #expect(other.send(WireSegment.ack, "PING\r\n").text == "+PONG\r\n")
        let answers = guest.run(until: 1_000_000).compactMap(WireSegment.init)
        let text = answers.filter { $0.target == session.port }.text
        #expect(text.hasPrefix("HTTP/1.1 200 ") && text.contains("HTTP/1.1 404 "))
    }

    @Test("each request costs its service time, and work comes on top")
    func serviceTime() throws {
        let guest = try Guest(options: "service_us=200")
        var session = try Session(guest)
        _ = session.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /work?us=50 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(guest.platform.busy == 450_000)
    }

    @Test("the first answer is told once, and the end comes after its answer")
    func milestones() throws {
        let guest = try Guest()
        var session = try Session(guest)
        #expect(guest.platform.milestones == [.listening])
        _ = session.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = session.ask("GET /off HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(guest.platform.milestones == [.listening, .firstAnswer])
        #expect(guest.powersOffAt == guest.now + 50_000_000)
    }
}
