import Hardware

/// The processor's own interrupt controller and its timer (Intel SDM volume 3, chapter 11).
///
/// The timer counts nanoseconds: QEMU's (hw/intc/apic.c) and KVM's (KVM_CAP_X86_APIC_BUS_CYCLES_NS, whose default is 1)
/// run at 1 GHz. So there is a time base on every machine, be there a PIT, an RTC, kvmclock or not.
enum LocalAPIC {
    static let base: UInt = 0xfee0_0000
    static let deviceVector: UInt32 = 0x20
    private static let timerVector: UInt32 = 0x21
    private static let spuriousVector: UInt32 = 0x2f
    private static let masked: UInt32 = 0x1_0000

    private static let identifier: UInt = 0x20
    private static let taskPriority: UInt = 0x80
    private static let spurious: UInt = 0xf0
    private static let timer: UInt = 0x320
    private static let line0: UInt = 0x350
    private static let line1: UInt = 0x360
    private static let initialCount: UInt = 0x380
    private static let currentCount: UInt = 0x390
    private static let divider: UInt = 0x3e0

    /// Takes over from the firmware: nothing interrupts but devices that are set up later, and the timer.
    static func start() {
        silenceLegacyController()
        write(taskPriority, 0)
        write(spurious, 0x100 | spuriousVector)
        write(line0, masked)
        write(line1, masked)
        write(divider, 0b1011)
        write(timer, masked)
    }

    /// The 8259s that q35 always has: masked.
    private static func silenceLegacyController() {
        port_write8(0x21, 0xff)
        port_write8(0xa1, 0xff)
    }

    static var processorID: UInt32 { memory_read32(base + identifier) >> 24 }

    /// Counts down from the largest number, without an interrupt at the end.
    static func startCountdown() { write(initialCount, .max) }

    /// Nanoseconds since `startCountdown`, at most 4.29 s.
    static var countdownElapsed: UInt32 { .max - memory_read32(base + currentCount) }

    /// One interrupt, after so many nanoseconds or 4.29 s, whichever is earlier.
    static func interrupt(after duration: Nanoseconds) {
        write(timer, timerVector)
        write(initialCount, UInt32(min(max(duration, 1), Nanoseconds(UInt32.max))))
    }

    static func cancelInterrupt() { write(initialCount, 0) }

    private static func write(_ register: UInt, _ value: UInt32) { memory_write32(base + register, value) }
}
