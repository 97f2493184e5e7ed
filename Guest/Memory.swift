import Hardware

/// The memory behind the image: given out once, in order, and never taken back.
struct Memory {
    private var next = address_of_memory()

    /// The end of all that `main` takes.
    static var end: UInt { address_of_memory() + UInt(NetworkDevice.memorySize + NetworkStack.memorySize) + 0x1000 }

    mutating func take(_ count: Int) -> Bytes { Self.bytes(at: takeAddress(count, alignment: 16), count: count) }

    /// - Parameter alignment: a power of two.
    mutating func takeAddress(_ count: Int, alignment: UInt) -> UInt {
        let start = (next + alignment - 1) & ~(alignment - 1)
        next = start + UInt(count)
        return start
    }

    /// All memory is mapped to its own address.
    static func bytes(at address: UInt, count: Int) -> Bytes {
        guard let start = UnsafeMutablePointer<UInt8>(bitPattern: address) else { Power.fail("memory at address 0") }
        return Bytes(start: start, count: count)
    }
}
