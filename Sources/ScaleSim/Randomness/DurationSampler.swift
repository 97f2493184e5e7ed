import Foundation
import Profiles

/// Draws durations of one distribution from one stream, in whole nanoseconds.
package struct DurationSampler: Sendable {
    /// Longest duration that is drawn, a year: beyond any run, and hundreds of them still add up within Int64.
    package static let longestNanoseconds: Double = 365.25 * 86_400 * 1e9

    private let distribution: Distribution
    private let stream: RandomStream
    /// Of Marsaglia and Tsang's transformation; zero for other families.
    private let gammaD: Double
    private let gammaC: Double

    package init(_ distribution: Distribution, stream: RandomStream) {
        self.distribution = distribution
        self.stream = stream
        if case .gamma(let shape, _) = distribution {
            gammaD = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
            gammaC = 1 / (9 * gammaD).squareRoot()
        } else {
            gammaD = 0
            gammaC = 0
        }
    }

    /// The duration of draw `index`, rounded to the nearest nanosecond.
    @inline(__always)
    package func nanoseconds(_ index: UInt64) -> Int64 {
        // Adding a half and truncating is exact below 2⁵² ns, and far quicker than a call of `round`.
        Int64(min(seconds(index) * 1e9, Self.longestNanoseconds) + 0.5)
    }

    /// The duration of draw `index`, in seconds.
    @inline(__always)
    package func seconds(_ index: UInt64) -> Double {
        switch distribution {
        case .deterministic(let value): value
        case .exponential(let mean): -mean * log(stream.uniform(index))
        case .shiftedLognormal(let shift, let mu, let sigma):
            shift + exp(mu + sigma * normalQuantile(stream.uniform(index)))
        case .weibull(let shape, let scale): scale * pow(-log(stream.uniform(index)), 1 / shape)
        case .gamma(let shape, let scale): scale * gamma(index, shape: shape)
        case .empirical(let values): Self.quantile(of: values, at: stream.uniform(index))
        }
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
            guard log(uniform) < 0.5 * normal * normal + gammaD * (1 - cube + log(cube)) else { continue }
            let boost = shape < 1 ? pow(stream.uniform(index), 1 / shape) : 1
            return gammaD * cube * boost
        }
    }

    /// Linear between order statistics, the first at 0 and the last at 1 (type 7 of Hyndman and Fan, 1996).
    private static func quantile(of ascending: [Double], at p: Double) -> Double {
        let position = p * Double(ascending.count - 1)
        let below = Int(position)
        guard below + 1 < ascending.count else { return ascending[ascending.count - 1] }
        return ascending[below] + (position - Double(below)) * (ascending[below + 1] - ascending[below])
    }
}
