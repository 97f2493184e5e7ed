/// e to the power of `x`, to 1 unit in the last place; infinite above 709.78, and 0 below −745.13.
///
/// Our own for the reason of `naturalLogarithm`. Method: x = k log 2 + r with |r| ≤ ½ log 2, and
/// e^r = 1 + r + r c / (2 − c) with c = r + 2 − r coth(r/2).
@inline(__always)
package func exponential(_ x: Double) -> Double { exponential(x, tail: 0) }

/// e to the power of a sum of which `tail` is the part below the last place of `x`.
@inline(__always)
func exponential(_ x: Double, tail: Double) -> Double {
    guard x > -708, x < 709 else { return atTheEnds(x, tail: tail) }
    let (power, rest) = reduced(x, tail: tail)
    return (1 + rest) * powerOfTwo(power)
}

/// e^`x` − 1, to 2 units in the last place, for small `x` too.
@inline(__always)
package func exponentialMinusOne(_ x: Double) -> Double {
    guard x > -40, x < 700 else { return x < 0 ? -1 : exponential(x) - 1 }
    let (power, rest) = reduced(x, tail: 0)
    let scale = powerOfTwo(power)
    return (scale - 1) + scale * rest
}

/// The whole number k and e^r − 1.
@inline(__always)
private func reduced(_ x: Double, tail: Double) -> (power: Int64, rest: Double) {
    // Adding 1.5 · 2⁵² rounds to a whole number, which then stands in the lower bits.
    let shifted = x * 0x1.71547652b82fep0 + 0x1.8p52
    let power = shifted - 0x1.8p52
    // log 2 in two parts, the first with so few bits that its product with any k is exact.
    let high = x - power * 0x1.62e42feep-1
    let low = tail - power * 0x1.a39ef35793c76p-33
    let r = high + low
    let z = r * r
    // Of r coth(r/2) − 2; the next term is below 10⁻¹⁷.
    let odd = z * (1 / 6.0 + z * z * (1 / 15_120.0 + z * z * (1 / 23_950_080.0)))
    let even = z * z * (1 / 360.0 + z * z * (1 / 604_800.0 + z * z * (691 / 653_837_184_000.0)))
    let c = r - (odd - even)
    return (
        Int64(bitPattern: shifted.bitPattern &- (0x1.8p52).bitPattern), high + (low + r * c / (2 - c))
    )
}

/// For exponents of normal numbers.
@inline(__always)
private func powerOfTwo(_ exponent: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: exponent &+ 1023) << 52)
}

/// Where the result, or the power of two in it, may not be a normal number.
@inline(never)
private func atTheEnds(_ x: Double, tail: Double) -> Double {
    if x.isNaN { return x }
    if x > 710 { return .infinity }
    if x < -746 { return 0 }
    let (power, rest) = reduced(x, tail: tail)
    let half = power / 2
    return (1 + rest) * powerOfTwo(half) * powerOfTwo(power - half)
}
