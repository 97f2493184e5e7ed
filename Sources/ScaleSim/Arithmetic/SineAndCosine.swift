/// Sine and cosine of an angle in turns, that is of 2π · `turns`, to 1 unit in the last place; for `turns` below 2⁴⁹ in
/// magnitude.
///
/// Our own for the reason of `naturalLogarithm`. The turns beyond the nearest quarter are exact, as radians beyond a
/// multiple of π/2 are not.
@inline(__always)
package func sineAndCosine(turns: Double) -> (sine: Double, cosine: Double) {
    // Adding 1.5 · 2⁵² rounds to a whole number, which then stands in the lower bits.
    let shifted = 4 * turns + 0x1.8p52
    let quarters = shifted.bitPattern
    let (sine, cosine) = sineAndCosine(eighth: turns - 0.25 * (shifted - 0x1.8p52))
    let (first, second) = quarters & 1 == 0 ? (sine, cosine) : (cosine, sine)
    // In the third and fourth quarter the sine is negative, in the second and third the cosine.
    return (
        Double(bitPattern: first.bitPattern ^ (quarters & 2) << 62),
        Double(bitPattern: second.bitPattern ^ ((quarters &+ 1) & 2) << 62)
    )
}

/// Of an eighth of a turn at most, in either direction.
@inline(__always)
func sineAndCosine(eighth turns: Double) -> (sine: Double, cosine: Double) {
    // The angle in radians, in two parts as 2π is.
    let angle = turns * 0x1.921fb54442d18p2
    let rest = productError(turns, 0x1.921fb54442d18p2, angle) + turns * 0x1.1a62633145c07p-52
    let z = angle * angle
    let w = z * z
    // Two halves of each series, which a processor computes side by side; what follows is below 10⁻¹⁷ of the first term.
    let sineOdd = -1 / 6.0 + w * (-1 / 5_040.0 + w * (-1 / 39_916_800.0 + w * (-1 / 1_307_674_368_000.0)))
    let sineEven = 1 / 120.0 + w * (1 / 362_880.0 + w * (1 / 6_227_020_800.0 + w * (1 / 355_687_428_096_000.0)))
    let sine = angle + (rest * (1 - 0.5 * z) + angle * z * (sineOdd + z * sineEven))
    let cosineOdd = 1 / 24.0 + w * (1 / 40_320.0 + w * (1 / 479_001_600.0 + w * (1 / 20_922_789_888_000.0)))
    let cosineEven =
        -1 / 720.0 + w * (-1 / 3_628_800.0 + w * (-1 / 87_178_291_200.0 + w * (-1 / 6_402_373_705_728_000.0)))
    // 1 − z/2 and its rounding error.
    let high = 1 - 0.5 * z
    let low = (1 - high) - 0.5 * z
    return (sine, high + (low + (w * (cosineOdd + z * cosineEven) - angle * rest)))
}
