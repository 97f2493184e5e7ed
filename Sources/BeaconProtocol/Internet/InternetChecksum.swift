/// The checksum of IPv4, ICMP and TCP: the complement of the sum of all 16-bit words, in ones' complement (RFC 1071).
struct InternetChecksum {
    private var sum: UInt64 = 0

    /// The bytes of one part; all parts but the last must be even in number.
    mutating func add(_ bytes: Bytes) {
        var index = 0
        while index + 4 <= bytes.count {
            sum += UInt64(bytes.uint32(at: index))
            index += 4
        }
        if index + 2 <= bytes.count {
            sum += UInt64(bytes.uint16(at: index))
            index += 2
        }
        if index < bytes.count { sum += UInt64(bytes[index]) << 8 }
    }

    mutating func add(_ word: UInt32) { sum += UInt64(word) }

    /// Zero over bytes that contain their own right checksum.
    var value: UInt16 {
        var folded = sum
        while folded >> 16 != 0 { folded = (folded & 0xffff) + folded >> 16 }
        return ~UInt16(truncatingIfNeeded: folded)
    }

    /// Over a TCP segment and its pseudo-header (RFC 9293, 3.1).
    static func ofSegment(_ segment: Bytes, between one: IPv4Address, and other: IPv4Address) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(one.rawValue)
        checksum.add(other.rawValue)
        checksum.add(UInt32(IPv4.tcp))
        checksum.add(UInt32(segment.count))
        checksum.add(segment)
        return checksum.value
    }

    static func of(_ bytes: Bytes) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        return checksum.value
    }
}
