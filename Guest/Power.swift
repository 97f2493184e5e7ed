import Hardware

/// How the guest ends.
enum Power {
    /// `-device isa-debug-exit,iobase=0xf4,iosize=4`, where the user has one.
    private static let debugExitPort: UInt16 = 0xf4
    /// PM1a_CNT of q35 and pc, where their firmware puts it (SeaBIOS, PORT_ACPI_PM_BASE).
    private static let powerManagementControl: UInt16 = 0x604
    /// SLP_EN with SLP_TYP 0, which is S5 there (ACPI 6.5, 4.8.3.2.1).
    private static let softOff: UInt16 = 0x2000

    /// As asked for: QEMU's status is 0. microvm without ACPI has no switch, but resets by a triple fault, which
    /// `-no-reboot` makes an end.
    static func off() -> Never {
        port_write16(powerManagementControl, softOff)
        beacon_triple_fault()
        stop()
    }

    /// After a failure that was told: QEMU's status is 3 with the debug exit (1 · 2 + 1); without, the guest stands still
    /// for whoever wants to look at it.
    static func fail() -> Never {
        port_write32(debugExitPort, 1)
        stop()
    }

    static func fail(_ reason: StaticString) -> Never {
        Console.write("beacon: FATAL: ")
        Console.write(reason)
        Console.write("\n")
        fail()
    }

    private static func stop() -> Never {
        while true { processor_stop() }
    }
}
