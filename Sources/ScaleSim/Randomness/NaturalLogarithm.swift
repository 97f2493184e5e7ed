/// The natural logarithm of a positive normal number, to 2 units in the last place.
///
/// The C library's own differs between machines in the last bit, as it uses fused operations where there are any; a
/// draw must not. Written without branches and tables, so that loops over it run on vectors. Method: `x = 2^e · m` with
/// `m` between √½ and √2, and log m = 2 artanh s with s = (m − 1)/(m + 1), whose series ends at s²¹, where the rest is
/// below 10⁻¹⁸ of the first term.
@inline(__always)
package func naturalLogarithm(_ x: Double) -> Double {
    let rootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    // The exponent now changes at √½ · 2^e in place of 2^e, and stands above a mantissa that counts from √½.
    let shifted = x.bitPattern &- rootOfHalf
    let mantissa = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ rootOfHalf)
    let exponent = wholeNumber((shifted &+ 1 << 63) >> 52) - 2048
    let s = (mantissa - 1) / (mantissa + 1)
    let z = s * s
    let w = z * z
    // Two halves of the series, which a processor computes side by side.
    let odd = z * (1 / 3.0 + w * (1 / 7.0 + w * (1 / 11.0 + w * (1 / 15.0 + w * (1 / 19.0)))))
    let even = w * (1 / 5.0 + w * (1 / 9.0 + w * (1 / 13.0 + w * (1 / 17.0 + w * (1 / 21.0)))))
    // log 2 in two parts, the first with so few bits that its product with any exponent is exact.
    return exponent * 0x1.62e42feep-1 + (2 * s + (2 * s * (odd + even) + exponent * 0x1.a39ef35793c76p-33))
}

/// A whole number below 2⁵² as a double: its bits are those of a mantissa whose unit is 1. Vectors have no other way.
@inline(__always)
private func wholeNumber(_ number: UInt64) -> Double {
    Double(bitPattern: number | 0x4330_0000_0000_0000) - 0x1p52
}
