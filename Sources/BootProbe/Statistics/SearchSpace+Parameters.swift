import Foundation
import Profiles

/// A parameter of a family, as profiles have it.
struct FamilyParameter {
    /// As in the file format.
    let name: String
    /// The coordinate of the search space that follows from this parameter and the others.
    let coordinate: Int
    /// Searched by its logarithm, since it is positive.
    var isLogarithmic = false
    /// What a search may try.
    var range = -Double.infinity...Double.infinity
    /// What an interval ends at where it reaches an end of `range`.
    var ends = -Double.infinity...Double.infinity
}

extension SearchSpace {
    /// In the order of `values(of:)`.
    var parameters: [FamilyParameter] {
        switch family {
        case .shiftedLognormal:
            [
                FamilyParameter(
                    name: "shift_s", coordinate: 2, range: 0...shifts.largest, ends: 0...shifts.smallest),
                FamilyParameter(name: "mu", coordinate: 0),
                FamilyParameter(name: "sigma", coordinate: 1, isLogarithmic: true),
            ]
        case .gamma:
            [
                FamilyParameter(name: "shape", coordinate: 1, isLogarithmic: true),
                FamilyParameter(name: "scale_s", coordinate: 1, isLogarithmic: true),
            ]
        case .weibull:
            [
                FamilyParameter(name: "shape", coordinate: 1, isLogarithmic: true),
                FamilyParameter(name: "scale_s", coordinate: 0, isLogarithmic: true),
            ]
        case .mixture:
            [
                FamilyParameter(
                    name: "weight", coordinate: 4, range: mixtures.leastWeight...(1 - mixtures.leastWeight), ends: 0...1
                ),
                FamilyParameter(name: "first.mu", coordinate: 0),
                FamilyParameter(name: "first.sigma", coordinate: 1, isLogarithmic: true),
                FamilyParameter(name: "second.mu", coordinate: 2),
                FamilyParameter(name: "second.sigma", coordinate: 3, isLogarithmic: true),
            ]
        }
    }

    /// The parameters' values.
    func values(of distribution: Distribution) -> [Double] {
        switch distribution {
        case .shiftedLognormal(let shift, let mu, let sigma): [shift, mu, sigma]
        case .gamma(let shape, let scale), .weibull(let shape, let scale): [shape, scale]
        case .mixture(let weight, let first, let second): [weight, first.mu, first.sigma, second.mu, second.sigma]
        case .deterministic, .exponential, .empirical, .empiricalWithTail:
            preconditionFailure("not of a fitted family")
        }
    }

    /// The point at which the parameter of that `index` has `value` and the coordinates but for the parameter's own
    /// are `free`.
    func point(_ free: [Double], parameter index: Int, value: Double) -> [Double] {
        var point = free
        let own =
            switch (family, index) {
            case (.shiftedLognormal, 0): shifts.coordinate(of: value, margin: 1e-9)
            // Without its own coordinate, 0, the shift's is the second of the free ones.
            case (.shiftedLognormal, 1): value - log(shifts.median - shifts.shift(at: free[1]))
            case (.gamma, 1): free[0] - log(value)
            case (.mixture, 0): mixtures.coordinate(of: value)
            case (.mixture, 1), (.mixture, 3): value
            default: log(value)
            }
        point.insert(own, at: parameters[index].coordinate)
        return point
    }

    /// About two standard errors of each parameter, or of its logarithm, for `count` samples of `distribution`.
    func spans(of distribution: Distribution, count: Int) -> [Double] {
        let spans =
            switch distribution {
            case .shiftedLognormal(let shift, _, _): [0.3 * (shifts.median - shift), 0.3, 0.3]
            case .gamma: [0.4, 0.4]
            case .weibull(let shape, _): [0.3, 0.3 / shape]
            case .mixture(_, let first, let second): [0.15, 0.4 * first.sigma, 0.3, 0.4 * second.sigma, 0.3]
            case .deterministic, .exponential, .empirical, .empiricalWithTail:
                preconditionFailure("not of a fitted family")
            }
        return spans.map { $0 * (50 / Double(count)).squareRoot() }
    }
}
