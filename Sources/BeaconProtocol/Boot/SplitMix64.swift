/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014, figure 17).
package struct SplitMix64 {
    /// What is drawn from one seed stays independent of how often the other is drawn.
    package enum Stream: UInt64 {
        case bootDelay = 1
        case service = 2
    }

    private var state: UInt64

    package init(seed: UInt64, stream: Stream) { state = Self.mix(seed &+ stream.rawValue &* 0xd1b5_4a32_d192_ed03) }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mix(state)
    }

    /// Uniform over 0 and 1, both excluded: the middle of one of 2^52 equal parts.
    mutating func nextUnit() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
