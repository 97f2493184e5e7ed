import Hardware

/// One function of a PCI device, by the configuration ports (PCI Local Bus 3.0, 3.2.2.3.2).
struct PCIFunction {
    private static let addressPort: UInt16 = 0xcf8
    private static let dataPort: UInt16 = 0xcfc

    private let address: UInt32

    init(bus: UInt32, device: UInt32, function: UInt32) {
        address = 0x8000_0000 | bus << 16 | device << 11 | function << 8
    }

    func read32(_ register: UInt32) -> UInt32 {
        port_write32(Self.addressPort, address | register & 0xfc)
        return port_read32(Self.dataPort)
    }

    func write32(_ register: UInt32, _ value: UInt32) {
        port_write32(Self.addressPort, address | register & 0xfc)
        port_write32(Self.dataPort, value)
    }

    func read8(_ register: UInt32) -> UInt32 { read32(register) >> (8 * (register & 3)) & 0xff }

    var isPresent: Bool { read32(0) & 0xffff != 0xffff }
    var hasMoreFunctions: Bool { read8(0x0e) & 0x80 != 0 }

    /// The bus behind a bridge; nil for what is none.
    var secondaryBus: UInt32? { read8(0x0e) & 0x7f == 1 ? read8(0x19) : nil }

    /// virtio 1.1, 4.1.2: a network card, transitional or not.
    var isVirtIONetworkCard: Bool { read32(0) == 0x1041_1af4 || read32(0) == 0x1000_1af4 }

    /// Lets the device answer at its addresses and reach memory.
    func enable() { write32(0x04, read32(0x04) & 0xffff | 0x6) }

    /// The registers of the capabilities with this identifier, one after the other; nil at the end.
    func nextCapability(_ identifier: UInt32, after previous: UInt32?) -> UInt32? {
        guard read32(0x04) >> 16 & 0x10 != 0 else { return nil }
        var register = read8(previous.map { $0 + 1 } ?? 0x34) & 0xfc
        // There is room for 48: a list that is longer runs in a circle.
        for _ in 0..<48 where register != 0 {
            if read8(register) == identifier { return register }
            register = read8(register + 1) & 0xfc
        }
        return nil
    }
}
