/// Ethernet II (RFC 894).
enum Ethernet {
    static let headerSize = 14
    static let minimumFrameSize = 60
    static let maximumFrameSize = 1514

    static let ipv4: UInt16 = 0x0800
    static let arp: UInt16 = 0x0806

    static func writeHeader(into frame: Bytes, to target: MACAddress, from source: MACAddress, type: UInt16) {
        frame.set(target, at: 0)
        frame.set(source, at: 6)
        frame.set(type, at: 12)
    }
}
