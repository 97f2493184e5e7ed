import Testing

/// Many clients over a bad network: each must get exactly its answers, in their order.
@Suite struct LossTests {
    @Test("each client gets its answers, whatever the network does", arguments: 0..<40 as Range<UInt64>)
    func answersArrive(seed: UInt64) throws {
        var numbers = Numbers(seed: seed &* 1_000_003)
        let faults = LossyLink.Faults(
            loss: numbers.unit() * 0.25, duplication: numbers.unit() * 0.3, delayMsMax: numbers.unit() * 40)
        let guest = try Guest()
        let plans = (0..<20).map { Plan(index: $0, &numbers) }
        let link = LossyLink(guest, plans.map(\.client), faults, seed: seed)
        link.run(limitSeconds: 600)
        for plan in plans {
            #expect(plan.client.state == .closed, "\(plan.client.port) at \(link.now)")
            #expect(String(decoding: plan.client.received, as: UTF8.self) == plan.expected)
        }
        _ = guest.run(until: link.now + 600_000_000_000)
        #expect(guest.connectionCount == 0)
    }

    @Test("the same seed gives the same bytes")
    func isDeterministic() throws {
        func transcript() throws -> [[UInt8]] {
            var numbers = Numbers(seed: 5)
            let plans = (0..<10).map { Plan(index: $0, &numbers) }
            let link = LossyLink(
                try Guest(options: "service_us=exponential:300 seed=3"), plans.map(\.client),
                .init(loss: 0.1, duplication: 0.1, delayMsMax: 10), seed: 5)
            link.run(limitSeconds: 600)
            return plans.map(\.client.received) + [Array("\(link.now)".utf8)]
        }
        #expect(try transcript() == transcript())
    }
}

/// A client's requests, and what it must get for them.
private struct Plan {
    let client: ModelClient
    let expected: String

    init(index: Int, _ numbers: inout Numbers) {
        let isHTTP = numbers.below(2) == 0
        let closesEarly = numbers.below(2) == 0
        var stream = ""
        var expected = ""
        let count = 1 + numbers.below(6)
        for number in 1...count {
            let isLast = number == count
            let request = isHTTP ? Self.http(isLast: isLast, &numbers) : Self.resp(isLast: isLast, &numbers)
            stream += request.question
            expected += request.answer
        }
        self.expected = expected
        client = ModelClient(
            address: [10, 77, 1, UInt8(index % 3 + 1)], port: UInt16(40_000 + index), stream: Array(stream.utf8),
            pieceSize: 1 + numbers.below(200), closesEarly: closesEarly,
            initial: UInt32(truncatingIfNeeded: numbers.next()))
    }

    private static func http(isLast: Bool, _ numbers: inout Numbers) -> (question: String, answer: String) {
        let close = isLast ? "Connection: close\r\n" : ""
        let (path, body) =
            switch numbers.below(3) {
            case 0: ("/", "beacon 1.0 10.77.0.5\n")
            case 1: ("/wait?us=2000", "waited 2000 us\n")
            default: ("/work?us=10", "worked 10 us\n")
            }
        return (
            "GET \(path) HTTP/1.1\r\nHost: a\r\n\(close)\r\n",
            "HTTP/1.1 200 OK\r\nServer: beacon\r\nContent-Type: text/plain\r\nContent-Length: \(body.count)\r\n\(close)\r\n"
                + body
        )
    }

    private static func resp(isLast: Bool, _ numbers: inout Numbers) -> (question: String, answer: String) {
        if isLast { return ("*1\r\n$4\r\nQUIT\r\n", "+OK\r\n") }
        return switch numbers.below(4) {
        case 0: ("PING\r\n", "+PONG\r\n")
        case 1: ("*1\r\n$4\r\nping\r\n", "+PONG\r\n")
        case 2: ("*2\r\n$4\r\nPING\r\n$5\r\nhello\r\n", "$5\r\nhello\r\n")
        default: ("GET key\r\n", "-ERR unknown command\r\n")
        }
    }
}
