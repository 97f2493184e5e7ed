/// How long something artificial takes, in the unit of the option that names it.
package enum TimeDistribution: Equatable, Sendable {
    case fixed(Double)
    case uniform(low: Double, high: Double)
    case exponential(mean: Double)
    /// `sigma` is the standard deviation of the logarithm.
    case lognormal(median: Double, sigma: Double)

    package func draw(using generator: inout SplitMix64) -> Double {
        switch self {
        case .fixed(let value): value
        case .uniform(let low, let high): low + (high - low) * generator.nextUnit()
        case .exponential(let mean): -mean * ElementaryFunctions.naturalLogarithm(generator.nextUnit())
        case .lognormal(let median, let sigma):
            median * ElementaryFunctions.exponential(sigma * Self.standardNormal(using: &generator))
        }
    }

    /// Marsaglia's polar method (SIAM Review 6, 1964).
    private static func standardNormal(using generator: inout SplitMix64) -> Double {
        while true {
            let first = 2 * generator.nextUnit() - 1
            let second = 2 * generator.nextUnit() - 1
            let square = first * first + second * second
            guard square > 0, square < 1 else { continue }
            return first * (-2 * ElementaryFunctions.naturalLogarithm(square) / square).squareRoot()
        }
    }

    /// A drawn time, of `unit` nanoseconds each, cut at `max`.
    package static func nanoseconds(_ value: Double, unit: Double, max: Nanoseconds) -> Nanoseconds {
        let duration = value * unit
        return duration < Double(max) ? Nanoseconds(duration) : max
    }
}
