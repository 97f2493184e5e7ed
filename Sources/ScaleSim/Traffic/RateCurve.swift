/// An arrival rate as a function of time whose integral is known exactly.
package protocol RateCurve: Sendable {
    /// The time at which `requests` are expected since `start`, both times in seconds since the start of the run; nil
    /// where the curve never brings so many.
    func time(after start: Double, expecting requests: Double) -> Double?

    /// The rate about `time`, which is within the curve.
    func expansion(at time: Double) -> RateExpansion
}

/// A non-homogeneous Poisson process that follows a curve; exact, by change of time as `PoissonArrivals`.
package struct CurveArrivals<Curve: RateCurve>: ArrivalSource {
    private let curve: Curve
    private var exponentials: UnitExponentials
    private var time = 0.0
    private var expansion = RateExpansion.none
    /// Requests expected from where the expansion is about to `time`.
    private var expected = 0.0

    package init(_ curve: Curve, stream: RandomStream) {
        self.curve = curve
        exponentials = UnitExponentials(stream)
    }

    @inline(__always)
    package mutating func next() -> Int64? {
        let gap = exponentials.next()
        expected += gap
        // One expansion for many arrivals, none of which waits for the instant of the one before.
        if expected <= expansion.reach { time = expansion.time(expecting: expected) } else { expand(gap) }
        // Beyond 285 years nanoseconds do not fit.
        return time < 9e9 ? Int64(time * 1e9 + 0.5) : nil
    }

    /// Moves on by `gap` expected requests, with another expansion.
    private mutating func expand(_ gap: Double) {
        guard time < .infinity else { return }
        expansion = curve.expansion(at: time)
        expected = gap
        if gap <= expansion.reach {
            time = expansion.time(expecting: gap)
        } else {
            time = curve.time(after: time, expecting: gap) ?? .infinity
            expansion = .none
        }
    }
}

/// The seconds after which `requests` are expected, to a tenth of a nanosecond.
///
/// By Newton's method from where the rate would bring them if it kept its slope. Where a step leaves the bracket, which
/// shrinks at each, bisection takes its place, so that every curve comes to an end.
///
/// - Parameters:
///   - rate: now, in requests per second.
///   - slope: the rate's derivative now.
///   - bracket: seconds between which the answer lies.
///   - curve: what is expected after so many seconds, which never falls, and the rate then.
func seconds(
    expecting requests: Double, rate: Double, slope: Double, in bracket: ClosedRange<Double>,
    curve: (Double) -> (requests: Double, rate: Double)
) -> Double {
    let guess = 2 * requests / (rate + max(0, rate * rate + 2 * slope * requests).squareRoot())
    var (low, high) = (bracket.lowerBound, bracket.upperBound)
    var x = min(max(guess, low), high)
    for _ in 0..<200 where high - low > 1e-10 {
        let expected = curve(x)
        let error = expected.requests - requests
        if error > 0 { high = x } else { low = x }
        let newton = x - error / expected.rate
        // A last step of a tenth of a nanosecond leaves an error that is far below.
        if abs(newton - x) <= 1e-10 { return min(max(newton, low), high) }
        x = newton > low && newton < high ? newton : low + (high - low) / 2
    }
    return x
}
