/// What the exact product of `a` and `b` is beyond `product`, the double nearest to it.
///
/// Dekker, "A Floating-Point Technique for Extending the Available Precision", Numerische Mathematik 18 (1971). A fused
/// operation would give it at once, where there is one.
@inline(__always)
func productError(_ a: Double, _ b: Double, _ product: Double) -> Double {
    let (aHigh, bHigh) = (leadingBits(a), leadingBits(b))
    let (aLow, bLow) = (a - aHigh, b - bHigh)
    return ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
}

/// The 26 leading bits, rounded.
@inline(__always)
private func leadingBits(_ x: Double) -> Double {
    let scaled = 0x1.0000002p27 * x
    return scaled - (scaled - x)
}
