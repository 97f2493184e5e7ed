import Testing
import VotingWorker

private func payload(_ voter: String, _ option: String, at time: Int64) -> [UInt8] {
    Array(#"{"voter_id": "\#(voter)", "vote": "\#(option)", "cast_at": \#(time)}"#.utf8)
}

@Suite("A batch of votes")
struct BatchTests {
    @Test("keeps each voter's latest vote by the time it was cast, whatever the order in the queue")
    func latestWins() {
        let batch = Batch(payloads: [
            payload("v1", "a", at: 30), payload("v2", "a", at: 10), payload("v1", "b", at: 20),
            payload("v2", "b", at: 40),
        ])
        #expect(batch.votes.map(\.voterID) == ["v1", "v2"])
        #expect(batch.votes.map(\.option) == ["a", "b"])
        #expect(batch.votes.map(\.castAtMicroseconds) == [30, 40])
        #expect(batch.rejected.isEmpty)
    }

    @Test("of two votes cast at once, keeps the one queued later")
    func tieGoesToTheLater() {
        let batch = Batch(payloads: [payload("v", "a", at: 5), payload("v", "b", at: 5)])
        #expect(batch.votes.map(\.option) == ["b"])
    }

    @Test(
        "sets aside what is not a vote, and stores the rest",
        arguments: [
            "", "garbage", "[]", #"{"voter_id":"v"}"#, #"{"voter_id":"","vote":"a","cast_at":1}"#,
            #"{"voter_id":"v","vote":"a'); DROP TABLE votes; --","cast_at":1}"#,
            #"{"voter_id":"v\u0000","vote":"a","cast_at":1}"#, #"{"voter_id":"v","vote":"a","cast_at":-1}"#,
            #"{"voter_id":"v","vote":"a","cast_at":9223372036854775807}"#,
            #"{"voter_id":"v","vote":"a","cast_at":"now"}"#,
        ])
    func rejects(_ entry: String) {
        let batch = Batch(payloads: [Array(entry.utf8), payload("good", "a", at: 1)])
        #expect(batch.rejected == [Array(entry.utf8)])
        #expect(batch.votes.map(\.voterID) == ["good"])
    }

    @Test("sets aside bytes that are not text, unchanged, so that they can be removed from the list")
    func rejectsBytes() {
        let bytes: [UInt8] = [0xff, 0x00, 0xfe]
        #expect(Batch(payloads: [bytes]).rejected == [bytes])
    }
}

@Suite("A Redis command")
struct RedisCommandTests {
    @Test("is encoded by byte lengths, so that no word can break out of it")
    func encoding() {
        let command = RedisCommand([Array("LREM".utf8), Array("é\r\n".utf8), [0]])
        #expect(command.encoded == Array("*3\r\n$4\r\nLREM\r\n$4\r\né\r\n\r\n$1\r\n\0\r\n".utf8))
    }
}

@Suite("Back-off")
struct BackoffTests {
    @Test("doubles from 50 ms to 2 s, never below half of its ceiling, and starts over after success")
    func grows() {
        var backoff = Backoff()
        var ceiling = 0.05
        for _ in 0..<10 {
            let pause = backoff.next()
            #expect((ceiling / 2...ceiling).contains(pause))
            ceiling = min(ceiling * 2, 2)
        }
        backoff.reset()
        #expect(backoff.next() <= 0.05)
    }
}

@Suite("The address of Redis")
struct SocketAddressTests {
    @Test("is read as host:port")
    func reads() {
        #expect(SocketAddress(argument: "10.77.0.1:6379") == SocketAddress(host: "10.77.0.1", port: 6379))
    }

    @Test("refuses anything else", arguments: ["", "host", ":6379", "host:", "host:0", "host:65536", "host:x"])
    func refuses(_ argument: String) {
        #expect(SocketAddress(argument: argument) == nil)
    }
}
