import Hardware

/// The mapping of memory beyond the 4 GiB that `Entry.S` has mapped: where firmware may put a device's registers
/// (Intel SDM volume 3, 4.5).
enum PageTable {
    private static let table: UInt64 = 0x3
    private static let largePage: UInt64 = 0x83
    nonisolated(unsafe) private static var spareTables: UInt = 0

    /// Maps the 2 MiB around the address to themselves.
    static func map(_ address: UInt) {
        guard address >> 32 != 0 else { return }
        let pointers = next(address_of_page_table(), address >> 39 & 511)
        let directory = next(pointers, address >> 30 & 511)
        memory_write64(directory + (address >> 21 & 511) * 8, UInt64(address & ~0x1f_ffff) | largePage)
        page_table_reload()
    }

    /// The table below, a new one if there is none yet.
    private static func next(_ upper: UInt, _ index: UInt) -> UInt {
        let entry = upper + index * 8
        let value = memory_read64(entry)
        if value != 0 { return UInt(value & ~0xfff) }
        guard spareTables < 4 else { Power.fail("too many address ranges") }
        let lower = address_of_spare_tables() + spareTables * 0x1000
        spareTables += 1
        memory_write64(entry, UInt64(lower) | table)
        return lower
    }
}
