/// Echo (RFC 792): the one message that is answered.
extension NetworkStack {
    private static var echoReply: UInt8 { 0 }
    private static var echo: UInt8 { 8 }

    mutating func receiveICMP(_ message: Bytes, from peer: Station, on platform: inout some Platform) {
        guard message.count >= 8, message[0] == Self.echo, message[1] == 0, InternetChecksum.of(message) == 0,
            IPv4.payloadOffset + message.count <= frame.count
        else { return }
        let reply = frame.part(IPv4.payloadOffset, count: message.count)
        reply.copy(message, to: 0)
        reply[0] = Self.echoReply
        reply.set(UInt16(0), at: 2)
        reply.set(InternetChecksum.of(reply), at: 2)
        transmitPacket(IPv4.icmp, payloadCount: message.count, to: peer, on: &platform)
    }
}
