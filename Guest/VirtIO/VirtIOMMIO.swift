import Hardware

/// Registers in memory, as microvm's devices have them (virtio 1.1, 4.2.2).
struct VirtIOMMIO: VirtIOTransport {
    private static let magic: UInt32 = 0x7472_6976
    private static let networkCard: UInt32 = 1

    let base: UInt

    /// The first of the devices that is a network card.
    static func find(_ options: BootOptions) -> VirtIOMMIO? {
        for index in 0..<options.deviceCount {
            let base = UInt(options.devices[index].base)
            guard memory_read32(base) == magic, memory_read32(base + 8) == networkCard else { continue }
            guard memory_read32(base + 4) == 2 else {
                Power.fail("legacy virtio-mmio: start QEMU with -global virtio-mmio.force-legacy=false")
            }
            IOAPIC.route(options.devices[index].interrupt, to: LocalAPIC.deviceVector)
            return VirtIOMMIO(base: base)
        }
        return nil
    }

    var status: UInt8 {
        get { UInt8(truncatingIfNeeded: memory_read32(base + 0x70)) }
        nonmutating set { memory_write32(base + 0x70, UInt32(newValue)) }
    }

    var interruptAcknowledgement: UInt { base + 0x64 }

    func deviceFeatures(word: UInt32) -> UInt32 {
        memory_write32(base + 0x14, word)
        return memory_read32(base + 0x10)
    }

    func setDriverFeatures(word: UInt32, _ features: UInt32) {
        memory_write32(base + 0x24, word)
        memory_write32(base + 0x20, features)
    }

    func configuration(_ offset: UInt) -> UInt8 { memory_read8(base + 0x100 + offset) }

    func queueSizeMax(_ index: UInt16) -> Int {
        memory_write32(base + 0x30, UInt32(index))
        return Int(memory_read32(base + 0x34))
    }

    func start(_ queue: VirtQueue, _ index: UInt16) -> Doorbell {
        memory_write32(base + 0x30, UInt32(index))
        memory_write32(base + 0x38, UInt32(queue.size))
        write64(0x80, queue.descriptors)
        write64(0x90, queue.available)
        write64(0xa0, queue.used)
        memory_write32(base + 0x44, 1)
        return Doorbell(address: base + 0x50, index: index, isWide: true)
    }

    private func write64(_ register: UInt, _ value: UInt) {
        memory_write32(base + register, UInt32(truncatingIfNeeded: value))
        memory_write32(base + register + 4, UInt32(truncatingIfNeeded: value >> 32))
    }
}
