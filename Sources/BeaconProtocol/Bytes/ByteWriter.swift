/// Appends text to a stretch of memory that must be large enough.
package struct ByteWriter {
    package let bytes: Bytes
    package private(set) var count = 0

    package init(_ bytes: Bytes) { self.bytes = bytes }

    package var written: Bytes { bytes.part(0, count: count) }

    package mutating func write(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    package mutating func write(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { write(unsafe text.utf8Start[index]) }
    }

    package mutating func write(_ other: Bytes) {
        bytes.copy(other, to: count)
        count += other.count
    }

    package mutating func write(decimal value: UInt64) {
        var divisor: UInt64 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            write(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    package mutating func write(hexadecimal value: UInt64) {
        write("0x")
        var shift = 60
        while shift > 0, value >> UInt64(shift) == 0 { shift -= 4 }
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
            write(digit < 10 ? 0x30 + digit : 0x57 + digit)
            shift -= 4
        }
    }

    package mutating func write(_ address: IPv4Address) {
        var shift: UInt32 = 24
        while true {
            write(decimal: UInt64(address.rawValue >> shift & 255))
            if shift == 0 { return }
            write(UInt8(ascii: "."))
            shift -= 8
        }
    }
}
