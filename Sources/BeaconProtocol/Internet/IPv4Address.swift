/// An IPv4 address, its first byte highest.
package struct IPv4Address: Equatable, BitwiseCopyable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Four decimal numbers with points between; nil for all else.
    init?(_ text: Bytes) {
        var value: UInt32 = 0
        var start = 0
        for part in 0..<4 {
            let end = part == 3 ? text.count : text.firstIndex(of: UInt8(ascii: "."), from: start)
            guard let end, end - start <= 3, let byte = text.part(start, count: end - start).decimal(limit: 255)
            else { return nil }
            value = value << 8 | UInt32(byte)
            start = end + 1
        }
        rawValue = value
    }

    /// Of one host: no loopback, multicast, reserved or "this network" address (RFC 6890, RFC 1122 3.2.1.3).
    package var isUnicast: Bool {
        let first = rawValue >> 24
        return first != 0 && first != 127 && first < 224
    }
}
