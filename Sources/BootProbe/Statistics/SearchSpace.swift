import Foundation
import Profiles

/// A family's parameters as coordinates that may be any numbers and that hardly depend on each other, for searches.
struct SearchSpace {
    let family: ParametricFamily
    let shifts: ShiftRange
    let mixtures: MixtureGuard

    init(_ family: ParametricFamily, _ samples: [IntervalSample]) {
        self.family = family
        shifts = ShiftRange(sorted: GSL.sorted(samples.map(\.representative)))
        mixtures = MixtureGuard(count: samples.count)
    }

    /// Nil where the family has no such member.
    func distribution(at point: [Double]) -> Distribution? {
        switch family {
        case .shiftedLognormal:
            let shift = shifts.shift(at: point[2])
            return .shiftedLognormal(shift: shift, mu: log(shifts.median - shift) + point[0], sigma: exp(point[1]))
        // By mean and shape, which are nearly independent, where shape and scale form a narrow ridge.
        case .gamma: return .gamma(shape: exp(point[1]), scale: exp(point[0] - point[1]))
        case .weibull: return .weibull(shape: exp(point[1]), scale: exp(point[0]))
        case .mixture:
            let first = Lognormal(mu: point[0], sigma: exp(point[1]))
            let second = Lognormal(mu: point[2], sigma: exp(point[3]))
            guard mixtures.admits(first, second) else { return nil }
            return .mixture(weight: mixtures.weight(at: point[4]), first: first, second: second)
        }
    }

    func point(of distribution: Distribution) -> [Double] {
        switch distribution {
        case .shiftedLognormal(let shift, let mu, let sigma):
            [mu - log(shifts.median - shift), log(sigma), shifts.coordinate(of: shift)]
        case .gamma(let shape, let scale): [log(shape * scale), log(shape)]
        case .weibull(let shape, let scale): [log(scale), log(shape)]
        case .mixture(let weight, let first, let second):
            [first.mu, log(first.sigma), second.mu, log(second.sigma), mixtures.coordinate(of: weight)]
        case .deterministic, .exponential, .empirical, .empiricalWithTail:
            preconditionFailure("not of a fitted family")
        }
    }

    /// How far each coordinate of `distribution` can be changed for its fit to change little but noticeably.
    func steps(of distribution: Distribution) -> [Double] {
        switch distribution {
        case .shiftedLognormal(_, _, let sigma): [0.3 * sigma, 0.2, 0.3]
        case .gamma(let shape, _): [0.3 / shape.squareRoot(), 0.2]
        case .weibull(let shape, _): [0.3 / shape, 0.2]
        case .mixture(_, let first, let second): [0.3 * first.sigma, 0.2, 0.3 * second.sigma, 0.2, 0.3]
        case .deterministic, .exponential, .empirical, .empiricalWithTail:
            preconditionFailure("not of a fitted family")
        }
    }
}
