import Testing

private enum Sample {
    static let peer: [UInt8] = [10, 77, 0, 1]
    static let broadcast = [UInt8](repeating: 0xff, count: 6)

    static func arp(operation: UInt16 = 1, target: [UInt8] = Guest.address) -> [UInt8] {
        [0, 1, 8, 0, 6, 4] + Wire.bytes(operation) + Wire.peerMAC + peer + [0, 0, 0, 0, 0, 0] + target
    }

    static func echo(_ data: [UInt8], type: UInt8 = 8) -> [UInt8] {
        var message: [UInt8] = [type, 0, 0, 0, 1, 2, 3, 4] + data
        message.replaceSubrange(2..<4, with: Wire.bytes(Wire.checksum(message)))
        return message
    }
}

/// What is below TCP.
@Suite struct FrameTests {
    @Test("a question for the guest's address is answered, to the station that asked")
    func arp() throws {
        let replies = try Guest().receive(Wire.frame(type: 0x0806, Sample.arp(), to: Sample.broadcast))
        let expected =
            Wire.peerMAC + Wire.guestMAC + [8, 6, 0, 1, 8, 0, 6, 4, 0, 2] + Wire.guestMAC + Guest.address + Wire.peerMAC
            + Sample.peer
        #expect(replies == [expected + [UInt8](repeating: 0, count: 18)])
    }

    @Test("the address is announced to all")
    func announcement() throws {
        let frame = try #require(try Guest().announce().first)
        #expect(Array(frame[0..<6]) == Sample.broadcast)
        #expect(Array(frame[28..<32]) == Guest.address && Array(frame[38..<42]) == Guest.address)
    }

    @Test("an echo comes back with its data", arguments: [0, 1, 56, 1472])
    func echo(count: Int) throws {
        let data = (0..<count).map { UInt8($0 & 255) }
        let packet = Wire.ipv4(Sample.echo(data), number: 1, from: Sample.peer)
        let reply = try #require(try Guest().receive(Wire.frame(type: 0x0800, packet)).first)
        let length = Int(Wire.uint16(reply, 16))
        #expect(Array(reply[34..<14 + length]) == Sample.echo(data, type: 0))
        #expect(Array(reply[30..<34]) == Sample.peer && Wire.checksum(Array(reply[14..<34])) == 0)
    }

    @Test("an echo with IP options, and padding behind, is answered")
    func options() throws {
        let packet = Wire.ipv4(Sample.echo([1, 2, 3]), number: 1, from: Sample.peer, options: [1, 1, 1, 0])
        #expect(try Guest().receive(Wire.frame(type: 0x0800, packet + [9, 9, 9])).count == 1)
    }

    @Test(
        "what is damaged, a fragment or not for the guest gets no answer",
        arguments: [
            Wire.frame(type: 0x0806, Sample.arp(operation: 2)),
            Wire.frame(type: 0x0806, Sample.arp(target: [10, 77, 0, 6])),
            Wire.frame(type: 0x0806, Array(Sample.arp().dropLast())), Wire.frame(type: 0x86dd, Sample.echo([])), [],
            [1, 2, 3],
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: Sample.peer, to: [10, 77, 0, 6])),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: Sample.peer, fragment: 0x2000)),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: Sample.peer, fragment: 1)),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: [224, 0, 0, 1])),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: Guest.address)),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 1, from: Sample.peer), to: Sample.broadcast),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([]), number: 17, from: Sample.peer)),
            Wire.frame(type: 0x0800, Wire.ipv4(Sample.echo([], type: 13), number: 1, from: Sample.peer)),
            Wire.frame(type: 0x0800, Array(Wire.ipv4(Sample.echo([1, 2]), number: 1, from: Sample.peer).dropLast())),
        ])
    func ignored(frame: [UInt8]) throws {
        #expect(try Guest().receive(frame).isEmpty)
    }

    @Test("no single wrong bit of an echo is answered but in its padding", arguments: 14..<64)
    func damaged(position: Int) throws {
        let frame = Wire.frame(
            type: 0x0800, Wire.ipv4(Sample.echo([1, 2, 3, 4, 5, 6, 7, 8]), number: 1, from: Sample.peer))
        for bit in 0..<8 where position < frame.count {
            var damaged = frame
            damaged[position] ^= 1 << bit
            #expect(try Guest().receive(damaged).isEmpty)
        }
    }
}
