import Hardware

/// Where a device's registers are in memory.
extension PCIFunction {
    /// For what the firmware gave no address, as qboot does: behind all memory of a small guest, in front of the interrupt
    /// controllers, and not where q35's firmware puts the configuration space (0xb0000000).
    nonisolated(unsafe) private static var nextFree: UInt = 0xe000_0000

    /// The address of a memory base address register; nil for one of ports.
    func memoryBase(_ index: UInt32) -> UInt? {
        let register = 0x10 + 4 * index
        let low = read32(register)
        guard low & 1 == 0 else { return nil }
        let isWide = low & 0x6 == 0x4
        let base = UInt(low & 0xffff_fff0) | (isWide ? UInt(read32(register + 4)) << 32 : 0)
        return base != 0 ? base : assign(register, isWide: isWide)
    }

    /// Asks for the size by writing ones (PCI Local Bus 3.0, 6.2.5.1), and gives an address of its own alignment.
    private func assign(_ register: UInt32, isWide: Bool) -> UInt {
        write32(register, .max)
        let size = UInt(~(read32(register) & 0xffff_fff0) &+ 1)
        Self.nextFree = (Self.nextFree + size - 1) & ~(size - 1)
        let base = Self.nextFree
        Self.nextFree += size
        write32(register, UInt32(truncatingIfNeeded: base))
        if isWide { write32(register + 4, UInt32(truncatingIfNeeded: base >> 32)) }
        return base
    }
}

/// The buses, device after device.
enum PCI {
    static func findNetworkCard() -> PCIFunction? {
        var bus: UInt32 = 0
        var lastBus: UInt32 = 0
        while bus <= lastBus {
            for device in 0..<32 as Range<UInt32> {
                for number in 0..<8 as Range<UInt32> {
                    let function = PCIFunction(bus: bus, device: device, function: number)
                    guard function.isPresent else { if number == 0 { break } else { continue } }
                    if function.isVirtIONetworkCard { return function }
                    if let secondary = function.secondaryBus { lastBus = max(lastBus, secondary) }
                    if number == 0, !function.hasMoreFunctions { break }
                }
            }
            bus += 1
        }
        return nil
    }
}
