import Profiles

/// Draws durations of one distribution from one stream, in whole nanoseconds.
package struct DurationSampler: Sendable {
    /// Longest duration that is drawn, ten days: beyond any run, and ten thousand of them still add up within Int64.
    package static let longestNanoseconds: Double = 10 * 86_400 * 1e9

    /// Without a payload: copying one would count references at every draw.
    private enum Family: UInt8 {
        case deterministic, exponential, shiftedLognormal, weibull, gamma, mixture, empirical, empiricalWithTail
    }

    private let family: Family
    private let stream: RandomStream
    /// The distribution's parameters, in the order in which `Distribution` has them.
    private let first: Double
    private let second: Double
    private let third: Double
    private let fourth: Double
    private let fifth: Double
    /// Of the empirical distributions, ascending.
    private let values: [Double]
    /// Of Marsaglia and Tsang's transformation; zero for other families.
    private let gammaD: Double
    private let gammaC: Double

    package init(_ distribution: Distribution, stream: RandomStream) {
        self.stream = stream
        (family, first, second, third, fourth, fifth) =
            switch distribution {
            case .deterministic(let value): (.deterministic, value, 0, 0, 0, 0)
            case .exponential(let mean): (.exponential, mean, 0, 0, 0, 0)
            case .shiftedLognormal(let shift, let mu, let sigma): (.shiftedLognormal, shift, mu, sigma, 0, 0)
            case .weibull(let shape, let scale): (.weibull, shape, scale, 0, 0, 0)
            case .gamma(let shape, let scale): (.gamma, shape, scale, 0, 0, 0)
            case .mixture(let weight, let one, let other):
                (.mixture, weight, one.mu, one.sigma, other.mu, other.sigma)
            case .empirical: (.empirical, 0, 0, 0, 0, 0)
            case .empiricalWithTail(_, let tail): (.empiricalWithTail, tail.probability, tail.scale, tail.shape, 0, 0)
            }
        values =
            switch distribution {
            case .empirical(let values), .empiricalWithTail(let values, _): values
            default: []
            }
        gammaD = family == .gamma ? (first < 1 ? first + 1 : first) - 1.0 / 3 : 0
        gammaC = family == .gamma ? 1 / (9 * gammaD).squareRoot() : 0
    }

    /// Whether every draw is the same.
    package var isDeterministic: Bool { family == .deterministic }

    /// The duration of draw `index`, rounded to the nearest nanosecond.
    @inline(__always)
    package func nanoseconds(_ index: UInt64) -> Int64 {
        Self.rounded(seconds(index))
    }

    /// Adding 1.5 · 2⁵² leaves the nearest whole number in the lower bits of the mantissa, for magnitudes below 2⁵¹; a
    /// conversion would do the same at several times the cost, since it checks its range.
    @inline(__always)
    package static func rounded(_ seconds: Double) -> Int64 {
        let shifted = min(seconds * 1e9, longestNanoseconds) + 0x1.8p52
        return Int64(bitPattern: shifted.bitPattern &- (0x1.8p52).bitPattern)
    }

    /// The durations of the draws from index `first` on, which is even, as many as `durations` has room for: an even
    /// number. The same as one by one, several times as fast where the family allows.
    ///
    /// - Parameter scratch: as large as `durations`; what it holds is overwritten.
    package func fill(
        _ durations: inout ContiguousArray<Int64>, from index: UInt64, scratch: inout ContiguousArray<Double>
    ) {
        precondition(durations.count == scratch.count && durations.count.isMultiple(of: 2) && index.isMultiple(of: 2))
        switch family {
        case .exponential:
            stream.fill(&scratch, fromPair: index >> 1)
            for position in durations.indices {
                durations[position] = Self.rounded(-first * naturalLogarithm(scratch[position]))
            }
        default:
            for position in durations.indices { durations[position] = nanoseconds(index &+ UInt64(position)) }
        }
    }

    /// The duration of draw `index`, in seconds.
    @inline(__always)
    package func seconds(_ index: UInt64) -> Double {
        switch family {
        case .deterministic: first
        case .exponential: -first * naturalLogarithm(stream.uniform(index))
        case .shiftedLognormal: first + exponential(second + third * normalQuantile(stream.uniform(index)))
        case .weibull: second * power(-naturalLogarithm(stream.uniform(index)), 1 / first)
        case .gamma: second * gamma(index, shape: first)
        case .mixture: mixture(index)
        case .empirical: quantile(at: stream.uniform(index))
        case .empiricalWithTail: valueOrTail(at: stream.uniform(index))
        }
    }

    /// The first of the draw's two numbers chooses the component, the second the value within it.
    private func mixture(_ index: UInt64) -> Double {
        let (choice, value) = stream.bits(index)
        let normal = normalQuantile(RandomStream.unitInterval(value))
        return exponential(
            RandomStream.unitInterval(choice) < first ? second + third * normal : fourth + fifth * normal)
    }

    /// By inversion throughout, so that an event of probability `1 - p` is the same in body and tail.
    private func valueOrTail(at p: Double) -> Double {
        let beyond = (1 - p) / first
        guard beyond < 1 else { return quantile(at: min(1, p / (1 - first))) }
        return values[values.count - 1] + tailExcess(exceededWith: beyond)
    }

    /// As `ParetoTail.excess`, which takes the C library's functions.
    private func tailExcess(exceededWith probability: Double) -> Double {
        let (scale, shape) = (second, third)
        let logarithm = -naturalLogarithm(probability)
        return abs(shape) < 1e-9 ? scale * logarithm : scale * exponentialMinusOne(shape * logarithm) / shape
    }

    /// Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000); a shape below 1 is
    /// boosted as in their section 6. Each attempt takes its own block, so the draw stays a function of its index.
    private func gamma(_ index: UInt64, shape: Double) -> Double {
        var attempt: UInt32 = 0
        while true {
            attempt += 1
            let (first, second) = stream.bits(index, attempt: attempt)
            let normal = normalQuantile(RandomStream.unitInterval(first))
            let root = 1 + gammaC * normal
            guard root > 0 else { continue }
            let cube = root * root * root
            let uniform = RandomStream.unitInterval(second)
            let bound = 0.5 * normal * normal + gammaD * (1 - cube + naturalLogarithm(cube))
            guard naturalLogarithm(uniform) < bound else { continue }
            let boost = shape < 1 ? power(stream.uniform(index), 1 / shape) : 1
            return gammaD * cube * boost
        }
    }

    /// Linear between order statistics, the first at 0 and the last at 1 (type 7 of Hyndman and Fan, 1996).
    private func quantile(at p: Double) -> Double {
        let position = p * Double(values.count - 1)
        let below = Int(position)
        guard below + 1 < values.count else { return values[values.count - 1] }
        return values[below] + (position - Double(below)) * (values[below + 1] - values[below])
    }
}
