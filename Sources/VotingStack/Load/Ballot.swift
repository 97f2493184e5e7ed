/// What the voter of one request sends: its cookie and one of the two options.
///
/// A pure function of seed and numbers, so that what was sent can be told again from a run's plan.
package struct Ballot: Sendable, Equatable {
    /// 32 hexadecimal digits, as the vote page makes them.
    package let voterID: String
    /// `a` or `b`.
    package let option: String

    /// - Parameter voter: Number of the voter; nil for one that no other request has.
    package init(seed: UInt64, index: Int, voter: Int? = nil) {
        // Mixed, or the voters of one seed would be those of the next, two places on.
        let start = Self.mixed(seed)
        let position = start &+ 2 &* UInt64(voter ?? index)
        voterID = Self.hexadecimal(Self.mixed(position)) + Self.hexadecimal(Self.mixed(position &+ 1))
        option = Self.mixed(start &+ 2 &* UInt64(index)) & 1 == 0 ? "a" : "b"
    }

    /// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) at one position.
    private static func mixed(_ position: UInt64) -> UInt64 {
        var bits = position &* 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    private static func hexadecimal(_ bits: UInt64) -> String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
