import Testing

/// The guest itself, under QEMU's emulator.
@Suite(.serialized) struct BeaconGuestTests {
    private static let options = "address=10.0.2.15/24 gateway=10.0.2.2"
    private static let identity = "beacon 1.0 10.0.2.15\n"

    private static func get(_ path: String, close: Bool = false) -> String {
        "GET \(path) HTTP/1.1\r\nHost: guest\r\n\(close ? "Connection: close\r\n" : "")\r\n"
    }

    @Test("it boots, tells its phases and answers HTTP and RESP", arguments: RunningGuest.Machine.allCases)
    func answers(machine: RunningGuest.Machine) throws {
        let guest = try RunningGuest(machine, options: Self.options + " delay_ms=uniform:1:5 seed=3")
        #expect(try guest.says("beacon: listening"))
        #expect(try guest.lines == ["beacon: kernel", "beacon: network up", "beacon: listening"])
        let http = LoopbackClient(port: guest.port)
        http.send(Self.get("/"))
        #expect(http.receive(until: Self.identity) && http.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        http.send(Self.get("/nothing"))
        #expect(http.receive(until: "Not Found\n"))
        let resp = LoopbackClient(port: guest.port)
        resp.send("PING\r\n*1\r\n$4\r\nPING\r\nSET a b\r\n")
        #expect(resp.receive(until: "command\r\n") && resp.text == "+PONG\r\n+PONG\r\n-ERR unknown command\r\n")
        #expect(try guest.lines.filter { $0 == "beacon: first answer" }.count == 1)
    }

    @Test(
        "it serves hundreds of connections at once, those that wait among them",
        arguments: RunningGuest.Machine.allCases)
    func concurrency(machine: RunningGuest.Machine) throws {
        let guest = try RunningGuest(machine, options: Self.options)
        #expect(try guest.says("beacon: listening"))
        let clients = (0..<200).map { _ in
            let client = LoopbackClient(port: guest.port)
            // User-mode networking takes one new connection at a time: an answer tells that it has this one.
            client.send(Self.get("/"))
            #expect(client.receive(until: Self.identity))
            return client
        }
        for _ in 0..<3 {
            for (index, client) in clients.enumerated() { client.send(Self.get(Self.question(index).path)) }
            for (index, client) in clients.enumerated() { _ = client.receive(until: Self.question(index).answer) }
            let wrong = clients.enumerated().filter { !$1.text.hasSuffix(Self.question($0).answer) }
            #expect(wrong.isEmpty)
        }
    }

    /// What a client asks in a round of many, and the end of its answer.
    private static func question(_ index: Int) -> (path: String, answer: String) {
        index % 2 == 0 ? ("/", identity) : ("/wait?us=20000", "waited 20000 us\n")
    }

    @Test("a wait takes as long as was asked for", arguments: RunningGuest.Machine.allCases)
    func time(machine: RunningGuest.Machine) throws {
        let guest = try RunningGuest(machine, options: Self.options)
        #expect(try guest.says("beacon: listening"))
        for path in ["/wait?us=300000", "/work?us=300000"] {
            let client = LoopbackClient(port: guest.port)
            let clock = ContinuousClock()
            let duration = clock.measure {
                client.send(Self.get(path))
                #expect(client.receive(until: " 300000 us\n"))
            }
            // The emulator may be slow, but its clock cannot run fast.
            #expect(duration > .milliseconds(290) && duration < .milliseconds(900))
        }
    }

    @Test("it powers off on request", arguments: RunningGuest.Machine.allCases)
    func off(machine: RunningGuest.Machine) throws {
        let guest = try RunningGuest(machine, options: Self.options)
        #expect(try guest.says("beacon: listening"))
        let client = LoopbackClient(port: guest.port)
        client.send(Self.get("/off", close: true))
        #expect(client.receive(until: "off\n"))
        #expect(guest.exitStatus() == 0)
    }

    @Test("a wrong command line is named, and fails", arguments: RunningGuest.Machine.allCases)
    func wrong(machine: RunningGuest.Machine) throws {
        let guest = try RunningGuest(machine, options: Self.options + " prot=80")
        #expect(guest.exitStatus() == 3)
        #expect(try guest.lines.last == "beacon: FATAL: command line: prot=80: unknown option")
    }
}
