/// The counter-based generator Philox2x64-10: a keyed bijection of 128-bit counters whose outputs pass as random.
///
/// Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", SC '11, section 3.3; constants and
/// known-answer vectors from the authors' Random123 distribution.
package enum Philox {
    /// Ten rounds, the authors' recommendation; seven are the fewest that pass their tests.
    @inline(__always)
    package static func block(_ counter: (UInt64, UInt64), key: UInt64) -> (UInt64, UInt64) {
        var (left, right) = counter
        var key = key
        for _ in 0..<10 {
            let product = multiplier.multipliedFullWidth(by: left)
            (left, right) = (product.high ^ key ^ right, product.low)
            key &+= weylIncrement
        }
        return (left, right)
    }

    @inline(__always) private static var multiplier: UInt64 { 0xD2B7_4407_B1CE_6E93 }
    /// The golden ratio in 64 bits.
    @inline(__always) private static var weylIncrement: UInt64 { 0x9E37_79B9_7F4A_7C15 }
}
