/// The angle in radians whose tangent is `x`, to 5 units in the last place.
///
/// Our own for the reason of `naturalLogarithm`. Method: the angle is halved twice by
/// tan(α/2) = tan α / (1 + √(1 + tan² α)), and multiplied by the series of what is left.
package func arctangent(_ x: Double) -> Double {
    if abs(x) > 1 { return (x < 0 ? -0.5 : 0.5) * Double.pi - arctangent(1 / x) }
    var tangent = x
    for _ in 0..<2 { tangent /= 1 + (1 + tangent * tangent).squareRoot() }
    let z = tangent * tangent
    // The angle is at most π/16, and the next term below 10⁻¹⁷ of the first.
    var series = 0.0
    for number in stride(from: 23, through: 1, by: -2) { series = 1 / Double(number) - z * series }
    return 4 * tangent * series
}
