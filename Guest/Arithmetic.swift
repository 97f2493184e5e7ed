import Hardware

/// What an accelerator must do right before anything that it runs can be believed: 64-bit integers and SSE, on values
/// that the compiler does not know.
enum Arithmetic {
    static var isRight: Bool { integersAreRight && vectorsAreRight }

    private static var integersAreRight: Bool {
        let odd = unknown(0x9e37_79b9_7f4a_7c15)
        let square = odd.multipliedFullWidth(by: odd)
        return square.high == 0x61c8_8646_80b5_83e8 && square.low == 0xdf44_2d22_ce48_59b9
    }

    /// Squares of sums that floating point holds exactly.
    private static var vectorsAreRight: Bool {
        let one = Float(unknown(1))
        let sums = SIMD4<Float>(one, one + one, 0.5 * one, -4 * one) + SIMD4(repeating: one)
        return sums * sums == SIMD4<Float>(4, 9, 2.25, 9)
    }
}
