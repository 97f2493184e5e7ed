import Hardware

/// A virtio network card with one pair of queues and no offloads: all checksums are made and checked here (virtio 1.1,
/// 5.1).
struct NetworkDevice {
    static let memorySize = 2 * VirtQueue.memorySize + 0x1000

    private static let macFeature: UInt32 = 1 << 5
    /// VIRTIO_F_VERSION_1, bit 32.
    private static let version1: UInt32 = 1
    /// struct virtio_net_hdr with num_buffers, as version 1 always has it.
    private static let headerSize = 12

    let macAddress: MACAddress
    private var receiving: VirtQueue
    private var sending: VirtQueue
    private let receivingBell: Doorbell
    private let sendingBell: Doorbell
    private let interruptAcknowledgement: UInt
    private var freeCount: Int
    private var hasUnannouncedFrames = false

    /// The steps of virtio 1.1, 3.1.1.
    init(_ transport: some VirtIOTransport, memory start: UInt) {
        transport.status = 0
        while transport.status != 0 { processor_pause() }
        transport.status = VirtIOStatus.acknowledge | VirtIOStatus.driver
        let hasMAC = Self.negotiate(transport)
        macAddress = hasMAC ? Self.readMAC(transport) : MACAddress(rawValue: 0x0200_0000_0001)

        let sizes = (transport.queueSizeMax(0), transport.queueSizeMax(1))
        guard sizes.0 > 0, sizes.1 > 0 else { Power.fail("the network device has no queues") }
        receiving = VirtQueue(memory: start, size: min(sizes.0, VirtQueue.sizeMax), isDeviceWriting: true)
        sending = VirtQueue(
            memory: start + UInt(VirtQueue.memorySize), size: min(sizes.1, VirtQueue.sizeMax), isDeviceWriting: false)
        receivingBell = transport.start(receiving, 0)
        sendingBell = transport.start(sending, 1)
        interruptAcknowledgement = transport.interruptAcknowledgement
        freeCount = sending.size
        sending.wantsInterrupts(false)
        for index in 0..<receiving.size { receiving.offer(index) }
        transport.status =
            VirtIOStatus.acknowledge | VirtIOStatus.driver | VirtIOStatus.featuresOK | VirtIOStatus.driverOK
        receivingBell.ring()
    }

    private static func negotiate(_ transport: some VirtIOTransport) -> Bool {
        let features = transport.deviceFeatures(word: 0) & macFeature
        guard transport.deviceFeatures(word: 1) & version1 != 0 else {
            Power.fail("the network device is not virtio 1")
        }
        transport.setDriverFeatures(word: 0, features)
        transport.setDriverFeatures(word: 1, version1)
        transport.status = VirtIOStatus.acknowledge | VirtIOStatus.driver | VirtIOStatus.featuresOK
        guard transport.status & VirtIOStatus.featuresOK != 0 else {
            Power.fail("the network device refuses the features")
        }
        return features != 0
    }

    private static func readMAC(_ transport: some VirtIOTransport) -> MACAddress {
        var value: UInt64 = 0
        for offset in 0..<6 as Range<UInt> { value = value << 8 | UInt64(transport.configuration(offset)) }
        return MACAddress(rawValue: value)
    }

    /// Copies the frame and queues it. One that finds the queue full is lost, as on any network.
    mutating func transmit(_ frame: Bytes) {
        let index: Int
        if freeCount > 0 {
            // The first time around, the buffers are taken in their order.
            index = sending.size - freeCount
            freeCount -= 1
        } else if let used = sending.takeUsed() {
            index = used.index
        } else {
            return
        }
        let buffer = Memory.bytes(at: sending.buffer(index), count: VirtQueue.bufferSize)
        for offset in 0..<Self.headerSize { buffer[offset] = 0 }
        buffer.copy(frame, to: Self.headerSize)
        sending.setLength(Self.headerSize + frame.count, of: index)
        sending.offer(index)
        hasUnannouncedFrames = true
    }

    /// Tells the device of the frames that were queued: once for many, as each time leaves the guest.
    mutating func flush() {
        guard hasUnannouncedFrames else { return }
        hasUnannouncedFrames = false
        if sending.needsNotification { sendingBell.ring() }
    }

    /// The next frame that came in; `release` gives its buffer back.
    mutating func receive() -> (index: Int, frame: Bytes)? {
        guard let (index, length) = receiving.takeUsed() else { return nil }
        let count = min(max(length - Self.headerSize, 0), VirtQueue.bufferSize - Self.headerSize)
        return (index, Memory.bytes(at: receiving.buffer(index) + UInt(Self.headerSize), count: count))
    }

    mutating func release(_ index: Int) { receiving.offer(index) }

    /// Tells the device that buffers came back, which it may be waiting for.
    func announceBuffers() {
        if receiving.needsNotification { receivingBell.ring() }
    }

    /// Whether the guest may sleep: from now on, a frame interrupts it.
    func enableInterrupts() -> Bool {
        receiving.wantsInterrupts(true)
        return !receiving.hasUsed
    }

    func disableInterrupts() { receiving.wantsInterrupts(false) }

    func acknowledgeInterrupt() {
        if interruptAcknowledgement != 0 { memory_write32(interruptAcknowledgement, 3) }
    }
}
