import Testing

/// The TCP server, segment by segment.
@Suite struct ConnectionTests {
    private static let second: Int64 = 1_000_000_000
    private static let (fin, syn, rst, ack) = (WireSegment.fin, WireSegment.syn, WireSegment.rst, WireSegment.ack)

    @Test("before it listens, and on other ports, the guest resets")
    func refuses() throws {
        let early = try Guest(isListening: false)
        let opening = WireSegment(source: 1, sequence: 7, flags: Self.syn)
        let answer = early.receive(opening.frame(from: Session.address)).compactMap(WireSegment.init)
        #expect(answer.flags == [Self.rst | Self.ack] && answer.first?.acknowledgement == 8)
        var other = opening
        other.target = 81
        #expect(try Guest().receive(other.frame(from: Session.address)).compactMap(WireSegment.init).flags == [20])
        #expect(early.connectionCount == 0)
    }

    @Test("a repeated opening gets the same answer, and no second connection")
    func repeatedOpening() throws {
        let guest = try Guest()
        let frame = WireSegment(source: 1, sequence: 7, flags: Self.syn).frame(from: Session.address)
        #expect(guest.receive(frame) == guest.receive(frame))
        #expect(guest.connectionCount == 1)
    }

    @Test("an opening that nobody completes is repeated with back-off, then given up")
    func opening() throws {
        let guest = try Guest()
        _ = guest.receive(WireSegment(source: 1, sequence: 7, flags: Self.syn).frame(from: Session.address))
        var times: [Int64] = []
        while guest.connectionCount > 0 {
            times.append(guest.nextDeadline / Self.second)
            _ = guest.advance(to: guest.nextDeadline)
        }
        #expect(times == [1, 3, 7, 15])
    }

    @Test("pieces that come in any order are put together")
    func reordering() throws {
        var session = try Session(try Guest())
        #expect(session.send(Self.ack, "NG\r\n", offset: 2).flags == [Self.ack])
        #expect(session.send(Self.ack, "ING", offset: 1).text == "")
        #expect(session.ask("PI").text == "+PONG\r\n")
        session.sequence &+= 4
        #expect(session.send(Self.ack, "\r\n", offset: -2).map(\.acknowledgement) == [session.sequence])
        #expect(session.ask("PING\r\n").text == "+PONG\r\n")
    }

    @Test("an answer that is not acknowledged is sent again, later and later, and then the peer is reset")
    func retransmission() throws {
        let guest = try Guest()
        let session = try Session(guest)
        let answer = session.send(Self.ack, "PING\r\n")
        var last: [WireSegment] = []
        var gaps: [Int64] = []
        var before = guest.now
        while guest.connectionCount > 0 {
            last = guest.advance(to: guest.nextDeadline).compactMap(WireSegment.init)
            gaps.append((guest.now - before) / (Self.second / 10))
            before = guest.now
            if last.flags != [Self.rst | Self.ack] { #expect(last.map(\.payload) == answer.map(\.payload)) }
        }
        #expect(last.flags == [Self.rst | Self.ack])
        #expect(gaps == [2, 4, 8, 16, 32, 64, 128, 256, 512])
    }

    @Test("a closed window is probed with one byte, and the rest follows once it opens")
    func zeroWindow() throws {
        let guest = try Guest()
        var session = try Session(guest, window: 0)
        #expect(session.send(Self.ack, "PING\r\n", window: 0).text == "")
        session.sequence &+= 6
        let probe = guest.advance(to: guest.nextDeadline).compactMap(WireSegment.init)
        #expect(probe.text == "+")
        #expect(session.send(Self.ack, window: 0).isEmpty)
        #expect(session.send(Self.ack, window: 3).text == "+PO")
        session.acknowledgement &+= 3
        #expect(session.send(Self.ack, window: 100).text == "NG\r\n")
    }

    @Test("answers are cut to the peer's segment size")
    func segmentSize() throws {
        var session = try Session(try Guest(), maximumSegment: 100)
        let answers = session.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answers.allSatisfy { $0.payload.count <= 100 } && answers.count == 2)
        #expect(answers.text.hasSuffix("beacon 1.0 10.77.0.5\n"))
    }

    @Test("a peer that ends its side first still gets its answers, then the end")
    func halfClose() throws {
        let guest = try Guest()
        var session = try Session(guest)
        let answers = session.ask("PING\r\nPING\r\n", flags: Self.ack | Self.fin)
        #expect(answers.text == "+PONG\r\n+PONG\r\n" && answers.flags == [Self.ack | Self.fin])
        #expect(session.send(Self.ack).isEmpty)
        #expect(guest.connectionCount == 0)
    }

    @Test("a half-closed peer waits for its answer, which takes time")
    func halfCloseWhileWaiting() throws {
        let guest = try Guest()
        var session = try Session(guest)
        let question = "GET /wait?us=5000 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(session.ask(question, flags: Self.ack | Self.fin).flags == [Self.ack])
        let answers = guest.run(until: 5_000_000).compactMap(WireSegment.init)
        #expect(answers.text.hasSuffix("waited 5000 us\n") && answers.flags == [Self.ack | Self.fin])
    }

    @Test("a connection that the guest ended is kept for late segments, and reopened by a new one")
    func timeWait() throws {
        let guest = try Guest()
        var session = try Session(guest)
        #expect(session.ask("QUIT\r\n").flags == [Self.ack | Self.fin])
        #expect(session.ask("", flags: Self.ack | Self.fin).flags == [Self.ack])
        #expect(session.send(Self.ack | Self.fin, offset: -1).flags == [Self.ack])
        #expect(guest.connectionCount == 1)
        #expect(session.send(Self.syn, offset: 1000).flags == [Self.syn | Self.ack])
        #expect(guest.connectionCount == 1)
    }

    @Test("both ends at once")
    func simultaneousClose() throws {
        let guest = try Guest()
        var session = try Session(guest)
        let before = session.acknowledgement
        let answer = session.ask("QUIT\r\n")
        let after = session.acknowledgement
        session.acknowledgement = before
        #expect(session.send(Self.ack | Self.fin).flags.last == Self.ack)
        session.sequence &+= 1
        session.acknowledgement = after
        #expect(session.send(Self.ack).isEmpty)
        #expect(answer.flags == [Self.ack | Self.fin])
        _ = guest.run(until: guest.now + 11 * Self.second)
        #expect(guest.connectionCount == 0)
    }

    @Test("only a reset at the very place is believed (RFC 5961)")
    func resets() throws {
        let guest = try Guest()
        let session = try Session(guest)
        #expect(session.send(Self.rst, offset: 1).flags == [Self.ack])
        #expect(session.send(Self.rst, offset: -1).isEmpty)
        #expect(session.send(Self.syn | Self.ack, offset: 5).flags == [Self.ack])
        #expect(guest.connectionCount == 1)
        #expect(session.send(Self.rst).isEmpty)
        #expect(guest.connectionCount == 0)
        #expect(session.send(Self.ack, "PING\r\n").flags == [Self.rst])
    }

    @Test("what was never sent cannot be acknowledged")
    func acknowledgementAhead() throws {
        var session = try Session(try Guest())
        session.acknowledgement &+= 1
        let answer = session.send(Self.ack, "PING\r\n")
        #expect(answer.text == "" && answer.flags == [Self.ack])
    }

    @Test("a full table drops openings in silence, and makes room once connections are over or idle")
    func fullTable() throws {
        let guest = try Guest()
        for port in 1...512 as ClosedRange<UInt16> { _ = try Session(guest, port: port) }
        let opening = WireSegment(source: 600, sequence: 7, flags: Self.syn).frame(from: Session.address)
        #expect(guest.receive(opening).isEmpty)
        _ = guest.advance(to: 31 * Self.second)
        #expect(guest.receive(opening).count == 1)
        #expect(guest.connectionCount == 512)
    }

    @Test("a client that sends without reading is stopped by the window, and then gets all")
    func backPressure() throws {
        let guest = try Guest()
        var session = try Session(guest, window: 0)
        for _ in 0..<40 {
            let answers = session.send(Self.ack, String(repeating: "PING\r\n", count: 10), window: 0)
            session.sequence &+= answers.last.map { $0.acknowledgement &- session.sequence } ?? 0
        }
        var text = ""
        for _ in 0..<20 {
            let answers = session.send(Self.ack, window: 500)
            text += answers.text
            session.take(answers)
        }
        #expect(text.utf8.count == 2800)
        #expect(text == String(repeating: "+PONG\r\n", count: 400))
    }
}
