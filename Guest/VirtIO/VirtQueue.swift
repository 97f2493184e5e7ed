import Hardware

/// A split virtqueue whose descriptors each own one buffer for ever (virtio 1.1, 2.6).
struct VirtQueue {
    static let sizeMax = 256
    static let bufferSize = 2048
    /// The rings in two pages, and the buffers.
    static let memorySize = ringsSize + sizeMax * bufferSize
    private static let ringsSize = 0x2000

    let size: Int
    let descriptors: UInt
    let available: UInt
    let used: UInt
    private let buffers: UInt

    private var availableIndex: UInt16 = 0
    private var usedIndex: UInt16 = 0

    /// - Parameter isDeviceWriting: whether the device fills the buffers, or reads them.
    init(memory: UInt, size: Int, isDeviceWriting: Bool) {
        self.size = size
        descriptors = memory
        available = memory + UInt(Self.sizeMax * 16)
        used = available + 0x400
        buffers = memory + UInt(Self.ringsSize)
        var word = memory
        while word < buffers {
            memory_write64(word, 0)
            word += 8
        }
        for index in 0..<size {
            let descriptor = descriptors + UInt(index) * 16
            memory_write64(descriptor, UInt64(buffer(index)))
            memory_write32(descriptor + 8, UInt32(Self.bufferSize))
            memory_write16(descriptor + 12, isDeviceWriting ? 2 : 0)
        }
    }

    func buffer(_ index: Int) -> UInt { buffers + UInt(index * Self.bufferSize) }

    func setLength(_ length: Int, of index: Int) { memory_write32(descriptors + UInt(index) * 16 + 8, UInt32(length)) }

    /// Gives a buffer to the device.
    mutating func offer(_ index: Int) {
        memory_write16(available + 4 + UInt(Int(availableIndex) % size) * 2, UInt16(index))
        availableIndex &+= 1
        memory_barrier()
        memory_write16(available + 2, availableIndex)
    }

    var hasUsed: Bool { memory_read16(used + 2) != usedIndex }

    /// A buffer that the device is done with, and how many bytes it wrote.
    mutating func takeUsed() -> (index: Int, length: Int)? {
        guard hasUsed else { return nil }
        memory_barrier()
        let element = used + 4 + UInt(Int(usedIndex) % size) * 8
        usedIndex &+= 1
        let index = Int(memory_read32(element))
        guard index < size else { Power.fail("the network device returns a buffer that does not exist") }
        return (index, Int(memory_read32(element + 4)))
    }

    /// VIRTQ_AVAIL_F_NO_INTERRUPT: a hint, so that a busy guest is not interrupted for each frame.
    func wantsInterrupts(_ wanted: Bool) {
        memory_write16(available, wanted ? 0 : 1)
        memory_barrier()
    }

    /// VIRTQ_USED_F_NO_NOTIFY: the device looks by itself.
    var needsNotification: Bool {
        memory_barrier()
        return memory_read16(used) & 1 == 0
    }
}
