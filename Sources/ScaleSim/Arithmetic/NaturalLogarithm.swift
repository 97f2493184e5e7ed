/// The natural logarithm of a positive normal number, to 2 units in the last place.
///
/// The C library's own differs between machines in the last bit, as it uses fused operations where there are any; a
/// draw must not. Written without branches and tables, so that loops over it run on vectors. Method: `x = 2^e · m` with
/// `m` between √½ and √2, and log m = 2 artanh s with s = (m − 1)/(m + 1), whose series ends at s²¹, where the rest is
/// below 10⁻¹⁸ of the first term.
@inline(__always)
package func naturalLogarithm(_ x: Double) -> Double {
    let (exponent, mantissa) = exponentAndMantissa(x)
    let s = (mantissa - 1) / (mantissa + 1)
    let z = s * s
    let w = z * z
    // Two halves of the series, which a processor computes side by side.
    let odd = z * (1 / 3.0 + w * (1 / 7.0 + w * (1 / 11.0 + w * (1 / 15.0 + w * (1 / 19.0)))))
    let even = w * (1 / 5.0 + w * (1 / 9.0 + w * (1 / 13.0 + w * (1 / 17.0 + w * (1 / 21.0)))))
    // log 2 in two parts, the first with so few bits that its product with any exponent is exact.
    return exponent * 0x1.62e42feep-1 + (2 * s + (2 * s * (odd + even) + exponent * 0x1.a39ef35793c76p-33))
}

/// log(1 + `x`) for `x` above −1, to 3 units in the last place, for small `x` too.
///
/// The rounding of 1 + x is made good by its share of the derivative, which is exact enough: it is below half a unit in the
/// last place of 1 + x.
@inline(__always)
package func naturalLogarithm(onePlus x: Double) -> Double {
    let sum = 1 + x
    return naturalLogarithm(sum) + (x - (sum - 1)) / sum
}

/// The `e` and `m` of 2^e · m with `m` between √½ and √2.
@inline(__always)
func exponentAndMantissa(_ x: Double) -> (exponent: Double, mantissa: Double) {
    let rootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    // The exponent now changes at √½ · 2^e in place of 2^e, and stands above a mantissa that counts from √½.
    let shifted = x.bitPattern &- rootOfHalf
    let mantissa = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ rootOfHalf)
    return (wholeNumber((shifted &+ 1 << 63) >> 52) - 2048, mantissa)
}

/// A whole number below 2⁵² as a double: its bits are those of a mantissa whose unit is 1. Vectors have no other way.
@inline(__always)
private func wholeNumber(_ number: UInt64) -> Double {
    Double(bitPattern: number | 0x4330_0000_0000_0000) - 0x1p52
}
