/// An Ethernet address: 48 bits, the first byte on the wire highest.
package struct MACAddress: Equatable, BitwiseCopyable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue & 0xffff_ffff_ffff }

    static let broadcast = MACAddress(rawValue: 0xffff_ffff_ffff)

    /// Of a group of stations, so that no frame may come from it (IEEE 802.3, 3.2.3).
    var isGroup: Bool { rawValue >> 40 & 1 == 1 }
}
