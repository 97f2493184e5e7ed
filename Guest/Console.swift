import Hardware

/// Where lines go: QEMU's debug port, and the first serial port if asked for.
enum Console {
    /// `-debugcon`: https://www.qemu.org/docs/master/system/invocation.html
    private static let debugPort: UInt16 = 0xe9
    private static let serialPort: UInt16 = 0x3f8
    private static let serialLineStatus: UInt16 = 0x3fd
    /// The 16550's THR empty; a port that does not exist reads as all ones.
    private static let serialIsReady: UInt8 = 0x20

    nonisolated(unsafe) private static var usesSerial = false

    /// From now on lines go to the serial port too.
    static func useSerial() { usesSerial = true }

    /// Writes what the serial port missed.
    static func catchUp(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { writeSerial(unsafe text.utf8Start[index]) }
    }

    static func write(_ byte: UInt8) {
        port_write8(debugPort, byte)
        if usesSerial { writeSerial(byte) }
    }

    private static func writeSerial(_ byte: UInt8) {
        while port_read8(serialLineStatus) & serialIsReady == 0 { processor_pause() }
        port_write8(serialPort, byte)
    }

    static func write(_ text: StaticString, from start: Int = 0) {
        for index in start..<text.utf8CodeUnitCount { write(unsafe text.utf8Start[index]) }
    }

    static func write(_ bytes: Bytes) {
        for index in 0..<bytes.count { write(bytes[index]) }
    }

    /// Zero has no digits but one.
    static func write(_ value: UInt64, base: UInt64) {
        if value >= base { write(value / base, base: base) }
        let digit = UInt8(truncatingIfNeeded: value % base)
        write(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
}
