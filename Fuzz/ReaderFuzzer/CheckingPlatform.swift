import BeaconProtocol

/// A wire that traps on a frame no guest may send, and remembers where each connection stands.
struct CheckingPlatform: Platform {
    var now: Nanoseconds = 0
    /// Of each of the peer's ports: the sequence and the acknowledgement that the guest awaits next.
    private(set) var expected = [(sequence: UInt32, acknowledgement: UInt32)](repeating: (1000, 0), count: 9)

    mutating func transmit(_ frame: Bytes) {
        let bytes = (0..<frame.count).map { frame[$0] }
        precondition(bytes.count >= 60 && bytes.count <= 1514)
        guard bytes[12] == 8, bytes[13] == 0 else { return }
        let length = Int(bytes[16]) << 8 | Int(bytes[17])
        precondition(length <= bytes.count - 14 && Self.checksum(bytes[14..<34]) == [0, 0])
        guard bytes[23] == 6 else { return }
        let segment = bytes[34..<14 + length]
        let pseudo = bytes[26..<34] + [0, 6, UInt8((length - 20) >> 8), UInt8((length - 20) & 255)]
        precondition(Self.checksum(pseudo + segment) == [0, 0])
        note(Array(segment))
    }

    private mutating func note(_ segment: [UInt8]) {
        let flags = segment[13]
        let port = Int(segment[3])
        guard flags & 4 == 0, segment[2] == 0, port < expected.count else { return }
        let taken = segment.count - Int(segment[12] >> 4) * 4 + (flags & 1 == 0 ? 0 : 1) + (flags & 2 == 0 ? 0 : 1)
        expected[port].acknowledgement = Self.number(segment, 4) &+ UInt32(taken)
        expected[port].sequence = Self.number(segment, 8)
    }

    mutating func occupyProcessor(_ duration: Nanoseconds) {
        precondition(duration > 0 && duration <= 70_000_000_000)
        now += duration
    }

    mutating func reach(_ milestone: Milestone) {}

    private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// RFC 1071.
    static func checksum(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
            sum = sum & 0xffff + sum >> 16
        }
        return [UInt8(~sum >> 8 & 255), UInt8(~sum & 255)]
    }
}
