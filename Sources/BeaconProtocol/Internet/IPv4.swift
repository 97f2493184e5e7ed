/// The internet protocol's header (RFC 791, 3.1).
enum IPv4 {
    static let headerSize = 20
    static let icmp: UInt8 = 1
    static let tcp: UInt8 = 6

    /// Where the payload of a frame begins.
    static let payloadOffset = Ethernet.headerSize + headerSize

    /// The checked packet's protocol, source and payload; nil for what is damaged, a fragment, or for another host.
    static func parse(_ packet: Bytes, for address: IPv4Address) -> (
        number: UInt8, source: IPv4Address, payload: Bytes
    )? {
        guard packet.count >= headerSize, packet[0] >> 4 == 4 else { return nil }
        let headerLength = Int(packet[0] & 15) * 4
        let length = Int(packet.uint16(at: 2))
        guard headerLength >= headerSize, length >= headerLength, length <= packet.count,
            InternetChecksum.of(packet.part(0, count: headerLength)) == 0,
            // Neither more fragments nor an offset: requests are small, and so nothing is put together again.
            packet.uint16(at: 6) & 0x3fff == 0,
            packet.uint32(at: 16) == address.rawValue
        else { return nil }
        let source = IPv4Address(rawValue: packet.uint32(at: 12))
        guard source.isUnicast, source != address else { return nil }
        return (packet[9], source, packet.part(headerLength, count: length - headerLength))
    }

    static func writeHeader(
        into packet: Bytes, number: UInt8, payloadCount: Int, from source: IPv4Address, to target: IPv4Address
    ) {
        packet.set(UInt16(0x4500), at: 0)
        packet.set(UInt16(headerSize + payloadCount), at: 2)
        // No identification is needed where fragments are forbidden (RFC 6864, 4.1).
        packet.set(UInt32(0x4000), at: 4)
        packet[8] = 64
        packet[9] = number
        packet.set(UInt16(0), at: 10)
        packet.set(source.rawValue, at: 12)
        packet.set(target.rawValue, at: 16)
        packet.set(InternetChecksum.of(packet.part(0, count: headerSize)), at: 10)
    }
}
