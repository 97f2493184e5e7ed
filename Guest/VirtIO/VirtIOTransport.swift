import Hardware

/// The registers of a virtio device, by whatever way they are reached (virtio 1.1, 3.1 and 4).
protocol VirtIOTransport {
    var status: UInt8 { get nonmutating set }
    /// What must be written after an interrupt, and where; 0 where nothing must.
    var interruptAcknowledgement: UInt { get }

    func deviceFeatures(word: UInt32) -> UInt32
    func setDriverFeatures(word: UInt32, _ features: UInt32)
    func configuration(_ offset: UInt) -> UInt8
    /// 0 where the queue does not exist.
    func queueSizeMax(_ index: UInt16) -> Int
    func start(_ queue: VirtQueue, _ index: UInt16) -> Doorbell
}

/// Where a queue's notifications go.
struct Doorbell {
    var address: UInt
    var index: UInt16
    var isWide: Bool

    func ring() {
        if isWide { memory_write32(address, UInt32(index)) } else { memory_write16(address, index) }
    }
}

/// The device's status (virtio 1.1, 2.1).
enum VirtIOStatus {
    static let acknowledge: UInt8 = 1
    static let driver: UInt8 = 2
    static let driverOK: UInt8 = 4
    static let featuresOK: UInt8 = 8
}
