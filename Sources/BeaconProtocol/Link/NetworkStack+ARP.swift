/// The address resolution protocol (RFC 826). Only questions are answered: as every packet goes back to the station it
/// came from, the guest never has to ask.
extension NetworkStack {
    private static var packetSize: Int { 28 }
    private static var request: UInt16 { 1 }
    private static var reply: UInt16 { 2 }

    mutating func receiveARP(_ packet: Bytes, on platform: inout some Platform) {
        guard packet.count >= Self.packetSize, packet.uint16(at: 0) == 1, packet.uint16(at: 2) == Ethernet.ipv4,
            packet[4] == 6, packet[5] == 4, packet.uint16(at: 6) == Self.request,
            packet.uint32(at: 24) == address.rawValue
        else { return }
        let asker = packet.macAddress(at: 8)
        guard !asker.isGroup else { return }
        transmitARP(Self.reply, to: asker, about: packet.uint32(at: 14), on: &platform)
    }

    /// Tells the bridges and the stations at once where the address is (RFC 5227, 2.3).
    package mutating func announce(on platform: inout some Platform) {
        transmitARP(Self.request, to: .broadcast, about: address.rawValue, on: &platform)
    }

    private mutating func transmitARP(
        _ operation: UInt16, to target: MACAddress, about targetAddress: UInt32, on platform: inout some Platform
    ) {
        Ethernet.writeHeader(into: frame, to: target, from: macAddress, type: Ethernet.arp)
        let packet = frame.from(Ethernet.headerSize)
        packet.set(UInt16(1), at: 0)
        packet.set(Ethernet.ipv4, at: 2)
        packet[4] = 6
        packet[5] = 4
        packet.set(operation, at: 6)
        packet.set(macAddress, at: 8)
        packet.set(address.rawValue, at: 14)
        packet.set(operation == Self.request ? MACAddress(rawValue: 0) : target, at: 18)
        packet.set(targetAddress, at: 24)
        transmitFrame(count: Ethernet.headerSize + Self.packetSize, on: &platform)
    }
}
