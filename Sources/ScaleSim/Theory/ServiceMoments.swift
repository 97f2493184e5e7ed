import Foundation
import Profiles

/// The first three moments of a duration, in seconds, seconds² and seconds³.
package struct ServiceMoments: Sendable, Equatable {
    package let mean: Double
    package let second: Double
    package let third: Double

    package init(mean: Double, second: Double, third: Double) {
        precondition(mean > 0 && second >= mean * mean * (1 - 1e-12), "no duration has such moments")
        self.mean = mean
        self.second = second
        self.third = third
    }

    /// Of what a simulator draws from `distribution`: between observed values, linearly interpolated ones. A tail that
    /// is too heavy for a moment makes it infinite.
    package init(_ distribution: Distribution) {
        self.init(
            mean: distribution.mean, second: Self.moment(2, of: distribution),
            third: Self.moment(3, of: distribution))
    }

    package var variance: Double { second - mean * mean }

    /// Squared coefficient of variation.
    package var squaredVariation: Double { variance / (mean * mean) }

    private static func moment(_ order: Int, of distribution: Distribution) -> Double {
        let power = Double(order)
        switch distribution {
        case .deterministic(let value): return pow(value, power)
        case .exponential(let mean): return pow(mean, power) * tgamma(power + 1)
        case .shiftedLognormal(let shift, let mu, let sigma):
            let lognormal = Lognormal(mu: mu, sigma: sigma)
            return shifted(order, by: shift) { moment($0, of: lognormal) }
        case .gamma(let shape, let scale):
            return (0..<order).reduce(1.0) { (product: Double, index: Int) in product * scale * (shape + Double(index))
            }
        case .weibull(let shape, let scale): return pow(scale, power) * tgamma(1 + power / shape)
        case .mixture(let weight, let first, let second):
            return weight * moment(order, of: first) + (1 - weight) * moment(order, of: second)
        case .empirical(let values): return interpolated(order, values)
        case .empiricalWithTail(let values, let tail):
            let beyond = shifted(order, by: values[values.count - 1]) { excess($0, of: tail) }
            return (1 - tail.probability) * interpolated(order, values) + tail.probability * beyond
        }
    }

    private static func moment(_ order: Int, of lognormal: Lognormal) -> Double {
        let power = Double(order)
        return exp(power * lognormal.mu + power * power * lognormal.sigma * lognormal.sigma / 2)
    }

    /// Of a generalised Pareto distribution, E[Xᵏ] = k! scaleᵏ / ∏ⱼ (1 − j·shape), where that is finite.
    private static func excess(_ order: Int, of tail: ParetoTail) -> Double {
        guard tail.shape * Double(order) < 1 else { return .infinity }
        return (1...order).reduce(1.0) { (product: Double, index: Int) -> Double in
            let number = Double(index)
            return product * tail.scale * number / (1 - tail.shape * number)
        }
    }

    /// Of `shift` + X, from the moments of X, by the binomial theorem.
    private static func shifted(_ order: Int, by shift: Double, _ moment: (Int) -> Double) -> Double {
        var binomial = 1.0
        var sum = 0.0
        for index in 0...order {
            sum += binomial * pow(shift, Double(order - index)) * (index == 0 ? 1 : moment(index))
            binomial *= Double(order - index) / Double(index + 1)
        }
        return sum
    }

    /// Of a value that is uniform between two neighbours, all pairs being equally probable.
    private static func interpolated(_ order: Int, _ values: [Double]) -> Double {
        guard values.count > 1 else { return pow(values[0], Double(order)) }
        var sum = 0.0
        for (low, high) in zip(values, values.dropFirst()) {
            for power in 0...order { sum += pow(low, Double(order - power)) * pow(high, Double(power)) }
        }
        return sum / Double((values.count - 1) * (order + 1))
    }
}
