/// An arrival rate as a function of time whose integral is known exactly.
package protocol RateCurve: Sendable {
    /// The time at which `requests` are expected since `start`, both times in seconds since the start of the run; nil
    /// where the curve never brings so many.
    func time(after start: Double, expecting requests: Double) -> Double?
}

/// A non-homogeneous Poisson process that follows a curve; exact, by change of time as `PoissonArrivals`.
package struct CurveArrivals<Curve: RateCurve>: ArrivalSource {
    private let curve: Curve
    private var exponentials: UnitExponentials
    private var time = 0.0

    package init(_ curve: Curve, stream: RandomStream) {
        self.curve = curve
        exponentials = UnitExponentials(stream)
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        // Beyond 285 years nanoseconds do not fit.
        guard let next = curve.time(after: time, expecting: exponentials.next()), next < 9e9 else { return nil }
        time = next
        return Int64(next * 1e9 + 0.5)
    }
}

/// Solves `integral(x) = target` for x in `bracket`, to a tenth of a nanosecond; `integral` ascends, its derivative is
/// `rate`. Newton's method where it stays within the bracket, which shrinks at each step; else bisection.
@inline(__always)
func solveIntegral(
    target: Double, from guess: Double, in bracket: ClosedRange<Double>, integral: (Double) -> Double,
    rate: (Double) -> Double
) -> Double {
    var (low, high) = (bracket.lowerBound, bracket.upperBound)
    var x = min(max(guess, low), high)
    for _ in 0..<100 where high - low > 1e-10 {
        let error = integral(x) - target
        if error > 0 { high = x } else { low = x }
        let step = error / rate(x)
        if abs(step) <= 1e-10 { return x }
        let newton = x - step
        x = newton > low && newton < high ? newton : low + (high - low) / 2
    }
    return x
}
