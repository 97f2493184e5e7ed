import Testing

/// One connection, segment by segment, as a test dictates it.
struct Session {
    static let address: [UInt8] = [10, 77, 0, 1]

    let guest: Guest
    let port: UInt16
    var sequence: UInt32
    var acknowledgement: UInt32 = 0

    /// Opens the connection.
    init(_ guest: Guest, port: UInt16 = 5000, window: UInt16 = 65_535, maximumSegment: UInt16 = 1460) throws {
        self.guest = guest
        self.port = port
        sequence = 0xffff_fff0
        let answer = try #require(
            send(WireSegment.syn, window: window, options: [2, 4] + Wire.bytes(maximumSegment)).first)
        #expect(answer.flags == WireSegment.syn | WireSegment.ack && answer.acknowledgement == sequence &+ 1)
        #expect(answer.options == [2, 4, 5, 0xb4])
        sequence &+= 1
        acknowledgement = answer.sequence &+ 1
        #expect(send(WireSegment.ack, window: window).isEmpty)
    }

    /// Sends a segment; `offset` moves it from where the next one belongs.
    func send(
        _ flags: UInt8 = WireSegment.ack, _ payload: String = "", offset: Int = 0, window: UInt16 = 65_535,
        options: [UInt8] = []
    ) -> [WireSegment] {
        let segment = WireSegment(
            source: port, sequence: sequence &+ UInt32(truncatingIfNeeded: offset), acknowledgement: acknowledgement,
            flags: flags, window: window, options: options, payload: Array(payload.utf8))
        return guest.receive(segment.frame(from: Self.address)).compactMap(WireSegment.init)
    }

    /// Sends text where it belongs, and acknowledges what is answered.
    mutating func ask(_ text: String, flags: UInt8 = WireSegment.ack, window: UInt16 = 65_535) -> [WireSegment] {
        let answers = send(flags, text, window: window)
        sequence &+= UInt32(text.utf8.count) &+ (flags & WireSegment.fin == 0 ? 0 : 1)
        take(answers)
        return answers
    }

    mutating func take(_ answers: [WireSegment]) {
        for answer in answers where answer.sequence == acknowledgement {
            acknowledgement &+= UInt32(answer.payload.count) &+ (answer.flags & WireSegment.fin == 0 ? 0 : 1)
        }
    }
}

extension [WireSegment] {
    var text: String { String(decoding: flatMap(\.payload), as: UTF8.self) }
    var flags: [UInt8] { map { $0.flags & ~8 } }
}
