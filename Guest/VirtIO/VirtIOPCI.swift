import Hardware

/// Registers behind the capabilities of a PCI device, as q35's and pc's devices have them (virtio 1.1, 4.1.4).
struct VirtIOPCI: VirtIOTransport {
    private static let vendorCapability: UInt32 = 0x09
    private static let msixCapability: UInt32 = 0x11
    private static let commonType: UInt32 = 1
    private static let notifyType: UInt32 = 2
    private static let deviceType: UInt32 = 4

    private let common: UInt
    private let notify: UInt
    private let notifyMultiplier: UInt
    private let device: UInt

    static func find() -> VirtIOPCI? { PCI.findNetworkCard().map { VirtIOPCI($0) } }

    private init(_ function: PCIFunction) {
        var addresses: (common: UInt, notify: UInt, device: UInt) = (0, 0, 0)
        var multiplier: UInt32 = 0
        var capability = function.nextCapability(Self.vendorCapability, after: nil)
        while let register = capability {
            switch function.read8(register + 3) {
            case Self.commonType: addresses.common = Self.address(function, register)
            case Self.notifyType:
                addresses.notify = Self.address(function, register)
                multiplier = function.read32(register + 16)
            case Self.deviceType: addresses.device = Self.address(function, register)
            default: break
            }
            capability = function.nextCapability(Self.vendorCapability, after: register)
        }
        guard addresses.common != 0, addresses.notify != 0, addresses.device != 0 else {
            Power.fail("the network device is not virtio 1")
        }
        (common, notify, device) = (addresses.common, addresses.notify, addresses.device)
        notifyMultiplier = UInt(multiplier)
        Self.routeInterrupts(function)
        function.enable()
    }

    private static func address(_ function: PCIFunction, _ register: UInt32) -> UInt {
        guard let base = function.memoryBase(function.read8(register + 4)) else { return 0 }
        let address = base + UInt(function.read32(register + 8))
        PageTable.map(address)
        return address
    }

    /// The first message of the device's table goes to this processor; no line is used, whose routing only ACPI tells
    /// (PCI Local Bus 3.0, 6.8.2; Intel SDM volume 3, 11.11).
    private static func routeInterrupts(_ function: PCIFunction) {
        guard let register = function.nextCapability(msixCapability, after: nil) else {
            Power.fail("the network device has no MSI-X")
        }
        let location = function.read32(register + 4)
        guard let base = function.memoryBase(location & 7) else { Power.fail("the network device has no MSI-X table") }
        let table = base + UInt(location & ~7)
        PageTable.map(table)
        // Memory access first: the table is in the device's memory.
        function.enable()
        memory_write32(table, UInt32(LocalAPIC.base) | LocalAPIC.processorID << 12)
        memory_write32(table + 4, 0)
        memory_write32(table + 8, LocalAPIC.deviceVector)
        memory_write32(table + 12, 0)
        function.write32(register, function.read32(register) & 0x3fff_ffff | 0x8000_0000)
    }

    var status: UInt8 {
        get { memory_read8(common + 20) }
        nonmutating set { memory_write8(common + 20, newValue) }
    }

    var interruptAcknowledgement: UInt { 0 }

    func deviceFeatures(word: UInt32) -> UInt32 {
        memory_write32(common, word)
        return memory_read32(common + 4)
    }

    func setDriverFeatures(word: UInt32, _ features: UInt32) {
        memory_write32(common + 8, word)
        memory_write32(common + 12, features)
    }

    func configuration(_ offset: UInt) -> UInt8 { memory_read8(device + offset) }

    func queueSizeMax(_ index: UInt16) -> Int {
        memory_write16(common + 22, index)
        return Int(memory_read16(common + 24))
    }

    func start(_ queue: VirtQueue, _ index: UInt16) -> Doorbell {
        memory_write16(common + 22, index)
        memory_write16(common + 24, UInt16(queue.size))
        // The receiving queue sends the first message, the other one none (VIRTIO_MSI_NO_VECTOR).
        memory_write16(common + 26, index == 0 ? 0 : 0xffff)
        write64(32, queue.descriptors)
        write64(40, queue.available)
        write64(48, queue.used)
        let offset = UInt(memory_read16(common + 30))
        memory_write16(common + 28, 1)
        return Doorbell(address: notify + offset * notifyMultiplier, index: index, isWide: false)
    }

    private func write64(_ register: UInt, _ value: UInt) {
        memory_write32(common + register, UInt32(truncatingIfNeeded: value))
        memory_write32(common + register + 4, UInt32(truncatingIfNeeded: value >> 32))
    }
}
