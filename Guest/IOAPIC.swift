import Hardware

/// The controllers that carry the interrupt lines of microvm's devices (82093AA data sheet; QEMU, hw/i386/microvm.c).
enum IOAPIC {
    private static let bases: (UInt, UInt) = (0xfec0_0000, 0xfec1_0000)
    private static let pins: UInt32 = 24

    /// Sends a line to this processor when it rises. The line is levelled, but as the driver lowers it before it looks for
    /// work, each later piece of work makes it rise again; so the interrupt's handler need not touch the device.
    static func route(_ line: UInt32, to vector: UInt32) {
        let base = line < pins ? bases.0 : bases.1
        let register = 0x10 + 2 * (line % pins)
        write(base, register + 1, LocalAPIC.processorID << 24)
        write(base, register, vector)
    }

    private static func write(_ base: UInt, _ register: UInt32, _ value: UInt32) {
        memory_write32(base, register)
        memory_write32(base + 0x10, value)
    }
}
