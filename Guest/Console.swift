import Hardware

/// Where lines go: QEMU's debug port, and the serial port if asked for.
enum Console {
    /// `-debugcon`: https://www.qemu.org/docs/master/system/invocation.html
    private static let debugPort: UInt16 = 0xe9

    static func write(_ text: StaticString) {
        let start = text.utf8Start
        for index in 0..<text.utf8CodeUnitCount {
            port_write8(debugPort, start[index])
        }
    }
}
