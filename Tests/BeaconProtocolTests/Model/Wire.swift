/// Frames as a second, plain implementation writes and reads them.
enum Wire {
    static func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
    static func bytes(_ value: UInt32) -> [UInt8] { bytes(UInt16(value >> 16)) + bytes(UInt16(value & 0xffff)) }

    static func uint16(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }
    static func uint32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(uint16(bytes, offset)) << 16 | UInt32(uint16(bytes, offset + 2))
    }

    /// RFC 1071, word by word.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
            sum = sum & 0xffff + sum >> 16
        }
        return ~UInt16(sum)
    }

    static let guestMAC: [UInt8] = [0x52, 0x54, 0, 0, 0, 5]
    static let peerMAC: [UInt8] = [0x52, 0x54, 0, 0, 0, 1]

    static func frame(type: UInt16, _ content: [UInt8], to target: [UInt8] = guestMAC) -> [UInt8] {
        target + peerMAC + bytes(type) + content
    }

    static func ipv4(
        _ payload: [UInt8], number: UInt8, from source: [UInt8], to target: [UInt8] = Guest.address,
        options: [UInt8] = [], fragment: UInt16 = 0
    ) -> [UInt8] {
        let length = UInt16(20 + options.count + payload.count)
        var header: [UInt8] = [0x45 + UInt8(options.count / 4), 0] + bytes(length) + [0, 1] + bytes(fragment)
        header += [64, number, 0, 0] + source + target + options
        header.replaceSubrange(10..<12, with: bytes(checksum(header)))
        return header + payload
    }
}

/// A TCP segment in a frame.
struct WireSegment {
    static let fin: UInt8 = 1
    static let syn: UInt8 = 2
    static let rst: UInt8 = 4
    static let ack: UInt8 = 16

    var source: UInt16
    var target = Guest.port
    var sequence: UInt32
    var acknowledgement: UInt32 = 0
    var flags: UInt8
    var window: UInt16 = 65_535
    var options: [UInt8] = []
    var payload: [UInt8] = []

    func frame(from address: [UInt8]) -> [UInt8] {
        var segment = Wire.bytes(source) + Wire.bytes(target) + Wire.bytes(sequence) + Wire.bytes(acknowledgement)
        segment +=
            [UInt8((20 + options.count) / 4) << 4, flags] + Wire.bytes(window) + [0, 0, 0, 0] + options + payload
        let pseudo = address + Guest.address + [0, 6] + Wire.bytes(UInt16(segment.count))
        segment.replaceSubrange(16..<18, with: Wire.bytes(Wire.checksum(pseudo + segment)))
        return Wire.frame(type: 0x0800, Wire.ipv4(segment, number: 6, from: address))
    }

    /// What a frame of the guest holds; nil for all but TCP. Traps on what no guest may send.
    init?(_ frame: [UInt8]) {
        precondition(frame.count >= 60 && frame.count <= 1514 && Array(frame[6..<12]) == Wire.guestMAC)
        guard Wire.uint16(frame, 12) == 0x0800, frame[23] == 6 else { return nil }
        let length = Int(Wire.uint16(frame, 16))
        let header = Array(frame[14..<34])
        let segment = Array(frame[34..<14 + length])
        precondition(Wire.checksum(header) == 0 && Array(header[12..<16]) == Guest.address)
        let pseudo = Array(header[12..<20]) + [0, 6] + Wire.bytes(UInt16(segment.count))
        precondition(Wire.checksum(pseudo + segment) == 0)
        let size = Int(segment[12] >> 4) * 4
        source = Wire.uint16(segment, 0)
        target = Wire.uint16(segment, 2)
        sequence = Wire.uint32(segment, 4)
        acknowledgement = Wire.uint32(segment, 8)
        flags = segment[13]
        window = Wire.uint16(segment, 14)
        options = Array(segment[20..<size])
        payload = Array(segment[size...])
    }

    init(
        source: UInt16, sequence: UInt32, acknowledgement: UInt32 = 0, flags: UInt8, window: UInt16 = 65_535,
        options: [UInt8] = [], payload: [UInt8] = []
    ) {
        self.source = source
        self.sequence = sequence
        self.acknowledgement = acknowledgement
        self.flags = flags
        self.window = window
        self.options = options
        self.payload = payload
    }
}
