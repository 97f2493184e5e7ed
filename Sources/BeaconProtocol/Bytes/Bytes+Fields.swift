/// Fields in network byte order (RFC 791, appendix B).
extension Bytes {
    package func uint16(at offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }

    package func uint32(at offset: Int) -> UInt32 { UInt32(uint16(at: offset)) << 16 | UInt32(uint16(at: offset + 2)) }

    package func set(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    package func set(_ value: UInt32, at offset: Int) {
        set(UInt16(truncatingIfNeeded: value >> 16), at: offset)
        set(UInt16(truncatingIfNeeded: value), at: offset + 2)
    }

    func macAddress(at offset: Int) -> MACAddress {
        MACAddress(rawValue: UInt64(uint16(at: offset)) << 32 | UInt64(uint32(at: offset + 2)))
    }

    func set(_ address: MACAddress, at offset: Int) {
        set(UInt16(truncatingIfNeeded: address.rawValue >> 32), at: offset)
        set(UInt32(truncatingIfNeeded: address.rawValue), at: offset + 2)
    }
}
