/// `base` to the power of `exponent`, for a positive normal `base`, to 1 unit in the last place.
///
/// e^(exponent · log base). A logarithm in one double would lose as many bits as the product gains, so it is a sum of
/// two, by error-free operations: Dekker, "A Floating-Point Technique for Extending the Available Precision", Numerische
/// Mathematik 18 (1971).
package func power(_ base: Double, _ exponent: Double) -> Double {
    let logarithm = logarithmInTwoParts(base)
    let product = exponent * logarithm.high
    guard abs(product) < 800 else { return exponential(product) }
    // Only a logarithm of 0 has so small a product with it.
    guard abs(exponent) < 0x1p100 else { return 1 }
    return exponential(
        product, tail: productError(exponent, logarithm.high, product) + exponent * logarithm.low)
}

/// The natural logarithm as a sum whose low part is below the last place of the high one, to 2⁻⁶⁴ of the larger of it and
/// 1. Method as for `naturalLogarithm`.
@inline(__always)
private func logarithmInTwoParts(_ x: Double) -> (high: Double, low: Double) {
    let (exponent, mantissa) = exponentAndMantissa(x)
    // s = (m − 1)/(m + 1), where the difference is exact.
    let denominator = mantissa + 1
    let s = (mantissa - 1) / denominator
    let quotient = s * denominator
    let remainder = (mantissa - 1 - quotient) - productError(s, denominator, quotient)
    let sLow = (remainder - s * (mantissa - (denominator - 1))) / denominator
    // s³, then two thirds of it.
    let z = s * s
    let zLow = productError(s, s, z) + 2 * s * sLow
    let cube = s * z
    let cubeLow = productError(s, z, cube) + s * zLow + sLow * z
    let twoThirds = 2 / 3.0
    let third = twoThirds * cube
    let thirdLow = productError(twoThirds, cube, third) + (twoThirds * cubeLow + 0x1.5555555555555p-55 * cube)
    // The rest of the series, 2 s⁵/5 + 2 s⁷/7 + …
    let w = z * z
    let odd = z * (1 / 7.0 + w * (1 / 11.0 + w * (1 / 15.0 + w * (1 / 19.0 + w * (1 / 23.0)))))
    let even = 1 / 5.0 + w * (1 / 9.0 + w * (1 / 13.0 + w * (1 / 17.0 + w * (1 / 21.0))))
    let rest = 2 * s * w * (odd + even)
    // From the largest on: each is below half of what it is added to, or that is 0.
    let (first, firstLow) = sum(exponent * 0x1.62e42feep-1, 2 * s)
    let (second, secondLow) = sum(first, third)
    let low = firstLow + secondLow + (rest + (2 * sLow + thirdLow + exponent * 0x1.a39ef35793c76p-33))
    return sum(second, low)
}

/// The sum of a number and a smaller one, and its rounding error.
@inline(__always)
private func sum(_ large: Double, _ small: Double) -> (high: Double, low: Double) {
    let high = large + small
    return (high, small - (high - large))
}
