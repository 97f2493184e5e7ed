/// The header of a TCP segment and its payload (RFC 9293, 3.1).
package struct TCPSegment {
    /// Not an `OptionSet`, whose literals are arrays, which the guest has no memory for.
    package struct Flags: Equatable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package func contains(_ other: Flags) -> Bool { rawValue & other.rawValue == other.rawValue }
        package func union(_ other: Flags) -> Flags { Flags(rawValue: rawValue | other.rawValue) }

        package static let end = Flags(rawValue: 0x01)
        package static let synchronize = Flags(rawValue: 0x02)
        package static let reset = Flags(rawValue: 0x04)
        package static let push = Flags(rawValue: 0x08)
        package static let acknowledge = Flags(rawValue: 0x10)
    }

    static let headerSize = 20
    /// What every host takes where it does not say (RFC 9293, 3.7.1).
    private static let defaultMaximumSegment = 536

    package let sourcePort: UInt16
    package let targetPort: UInt16
    package let sequence: SequenceNumber
    package let acknowledgement: SequenceNumber
    package let flags: Flags
    package let window: Int
    /// The most payload that the sender takes in one segment; meaningful with `synchronize` only.
    package let maximumSegment: Int
    package let payload: Bytes

    /// Nil for what is damaged or too short.
    package init?(_ bytes: Bytes, from source: IPv4Address, to target: IPv4Address) {
        guard bytes.count >= Self.headerSize else { return nil }
        let headerLength = Int(bytes[12] >> 4) * 4
        guard headerLength >= Self.headerSize, headerLength <= bytes.count,
            InternetChecksum.ofSegment(bytes, between: source, and: target) == 0
        else { return nil }
        sourcePort = bytes.uint16(at: 0)
        targetPort = bytes.uint16(at: 2)
        sequence = SequenceNumber(rawValue: bytes.uint32(at: 4))
        acknowledgement = SequenceNumber(rawValue: bytes.uint32(at: 8))
        flags = Flags(rawValue: bytes[13])
        window = Int(bytes.uint16(at: 14))
        let options = bytes.part(Self.headerSize, count: headerLength - Self.headerSize)
        maximumSegment = Self.maximumSegment(in: options) ?? Self.defaultMaximumSegment
        payload = bytes.from(headerLength)
    }

    /// How much of the sequence space it takes.
    package var length: Int {
        payload.count + (flags.contains(.synchronize) ? 1 : 0) + (flags.contains(.end) ? 1 : 0)
    }

    /// RFC 9293, 3.2: kind 0 ends the list, kind 1 fills, all others tell their length.
    private static func maximumSegment(in options: Bytes) -> Int? {
        var index = 0
        while index < options.count, options[index] != 0 {
            if options[index] == 1 {
                index += 1
                continue
            }
            guard index + 1 < options.count else { return nil }
            let length = Int(options[index + 1])
            guard length >= 2, index + length <= options.count else { return nil }
            if options[index] == 2, length == 4 { return Int(options.uint16(at: index + 2)) }
            index += length
        }
        return nil
    }
}
