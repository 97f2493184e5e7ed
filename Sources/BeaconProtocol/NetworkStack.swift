/// The guest's side of its network: frames and the time go in, frames come out through the platform.
///
/// It allocates nothing and never blocks: what it needs is part of it or of the memory that it is given.
package struct NetworkStack: ~Copyable {
    package let macAddress: MACAddress
    package let address: IPv4Address

    /// Where the frame to be sent is put together.
    let frame: Bytes

    // The TCP server.
    let port: UInt16
    let secret: UInt64
    var table: ConnectionTable
    package private(set) var isListening = false
    var hasAnswered = false

    // The application.
    var serviceTimes: ServiceTimes
    /// When the guest is to end, because a client has asked for it; `.max` before.
    package internal(set) var powersOffAt = Nanoseconds.max

    /// - Parameter memory: at least `memorySize` bytes, whose content does not matter.
    package init(macAddress: MACAddress, options: BootOptions, secret: UInt64, memory: Bytes) {
        self.macAddress = macAddress
        address = options.address
        frame = memory.part(0, count: Ethernet.maximumFrameSize)
        port = options.port
        self.secret = secret
        table = ConnectionTable(memory: memory.from(Ethernet.maximumFrameSize), secret: secret)
        serviceTimes = ServiceTimes(options)
    }

    /// Accepts connections from now on; before, they are refused by resets, as by a host whose server does not run yet.
    package mutating func listen(on platform: inout some Platform) {
        isListening = true
        platform.reach(.listening)
    }

    /// How many connections have an entry.
    package var connectionCount: Int { table.count }

    package static var memorySize: Int { Ethernet.maximumFrameSize + ConnectionTable.memorySize }

    /// Takes one frame as it came from the device.
    package mutating func receive(_ received: Bytes, on platform: inout some Platform) {
        guard received.count >= Ethernet.headerSize else { return }
        let target = received.macAddress(at: 0)
        let source = received.macAddress(at: 6)
        guard target == macAddress || target == .broadcast, !source.isGroup else { return }
        let content = received.from(Ethernet.headerSize)
        switch received.uint16(at: 12) {
        case Ethernet.arp: receiveARP(content, on: &platform)
        // What is broadcast is nobody's request to this host (RFC 1122, 4.2.3.10).
        case Ethernet.ipv4 where target == macAddress: receiveIPv4(content, neighbour: source, on: &platform)
        default: break
        }
    }

    private mutating func receiveIPv4(_ packet: Bytes, neighbour: MACAddress, on platform: inout some Platform) {
        guard let (number, source, payload) = IPv4.parse(packet, for: address) else { return }
        let peer = Station(address: source, neighbour: neighbour)
        switch number {
        case IPv4.icmp: receiveICMP(payload, from: peer, on: &platform)
        case IPv4.tcp: receiveTCP(payload, from: peer, on: &platform)
        default: break
        }
    }

    /// Sends what `frame` holds behind the two headers.
    mutating func transmitPacket(
        _ number: UInt8, payloadCount: Int, to peer: Station, on platform: inout some Platform
    ) {
        Ethernet.writeHeader(into: frame, to: peer.neighbour, from: macAddress, type: Ethernet.ipv4)
        IPv4.writeHeader(
            into: frame.from(Ethernet.headerSize), number: number, payloadCount: payloadCount, from: address,
            to: peer.address)
        transmitFrame(count: IPv4.payloadOffset + payloadCount, on: &platform)
    }

    /// Short frames are filled up, with zeros: a device need not do it, and old bytes are nobody's business.
    mutating func transmitFrame(count: Int, on platform: inout some Platform) {
        var index = count
        while index < Ethernet.minimumFrameSize {
            frame[index] = 0
            index += 1
        }
        platform.transmit(frame.part(0, count: max(count, Ethernet.minimumFrameSize)))
    }
}
