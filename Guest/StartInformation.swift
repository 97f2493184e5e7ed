import Hardware

/// What the loader tells (xen/include/public/arch-x86/hvm/start_info.h).
struct StartInformation {
    private static let magic: UInt32 = 0x336e_c578
    private static let usableMemory: UInt32 = 1
    private static let commandLineMax = 4096

    private let address: UInt

    init(address: UInt) { self.address = address }

    private var isValid: Bool { memory_read32(address) == Self.magic }

    /// Empty where there is none.
    var commandLine: Bytes {
        let start = isValid ? UInt(memory_read64(address + 24)) : 0
        var count = 0
        while start != 0, count < Self.commandLineMax, memory_read8(start + UInt(count)) != 0 { count += 1 }
        return Memory.bytes(at: start == 0 ? address : start, count: count)
    }

    /// Whether all that the guest uses is memory; so where nothing is known of it.
    func hasMemory(from start: UInt, to end: UInt) -> Bool {
        guard isValid, memory_read32(address + 4) >= 1 else { return true }
        let map = UInt(memory_read64(address + 40))
        let count = UInt(memory_read32(address + 48))
        guard map != 0, count > 0 else { return true }
        for index in 0..<count {
            let entry = map + index * 24
            let base = memory_read64(entry)
            guard memory_read32(entry + 16) == Self.usableMemory, base <= UInt64(start) else { continue }
            if UInt64(end) - base <= memory_read64(entry + 8) { return true }
        }
        return false
    }
}
