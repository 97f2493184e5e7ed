import CGSL
import Foundation
import Profiles

/// Finds mixtures of two lognormals by expectation and maximisation (Dempster, Laird and Rubin, JRSS B 39, 1977): near
/// the most likely one, from where a simplex search ends, or as far as a bootstrap needs.
struct MixtureSearch {
    /// A mixture of normals of logarithms.
    private struct State {
        var weight: Double
        var first: Lognormal
        var second: Lognormal
    }

    private let bounds: MixtureGuard
    /// Logarithms of what was answered, ascending, at the middle of each interval, and of the limits of time-outs.
    private let answers: [Double]
    private let limits: [Double]

    init(_ samples: [IntervalSample]) {
        bounds = MixtureGuard(count: samples.count)
        func logarithms(_ samples: [IntervalSample]) -> [Double] {
            samples.map { log(max($0.representative, .leastNormalMagnitude)) }
        }
        answers = GSL.sorted(logarithms(samples.filter { !$0.isCensored }))
        limits = logarithms(samples.filter(\.isCensored))
    }

    /// Mixtures near which maxima of the likelihood may lie: one for each of several places to split the sample at.
    func candidates() -> [Distribution] {
        splits().map { improved(state(splitAt: $0), steps: 60, tolerance: 1e-5) }
    }

    /// The mixture to which `start` leads.
    func mixture(from start: Distribution) -> Distribution {
        guard case .mixture(let weight, let first, let second) = start else { return start }
        return improved(State(weight: weight, first: first, second: second), steps: 200, tolerance: 1e-4)
    }

    /// The widest gap, and a few even shares.
    private func splits() -> [Int] {
        let count = answers.count
        let inner = max(2, count / 20)..<(count - max(2, count / 20))
        let widest = inner.max { answers[$0] - answers[$0 - 1] < answers[$1] - answers[$1 - 1] }
        return [widest ?? count / 2] + [0.15, 0.35, 0.6, 0.85].map { Int(Double(count) * $0) }
    }

    private func state(splitAt index: Int) -> State {
        func component(_ part: ArraySlice<Double>) -> Lognormal {
            let values = Array(part)
            let mean = GSL.mean(values)
            return Lognormal(mu: mean, sigma: GSL.deviation(values, mean: mean))
        }
        return guarded(
            State(
                weight: Double(index) / Double(answers.count), first: component(answers[..<index]),
                second: component(answers[index...])))
    }

    private func improved(_ start: State, steps: Int, tolerance: Double) -> Distribution {
        var state = start
        for _ in 0..<steps {
            let next = step(state)
            let width = max(state.first.sigma, state.second.sigma)
            let change = max(
                abs(next.weight - state.weight), abs(next.first.mu - state.first.mu) / width,
                abs(next.second.mu - state.second.mu) / width, abs(next.first.sigma - state.first.sigma) / width,
                abs(next.second.sigma - state.second.sigma) / width)
            state = next
            if !(change > tolerance) { break }
        }
        return .mixture(weight: state.weight, first: state.first, second: state.second)
    }

    /// Weighs each value by the probability of either component, then takes each component's weighted moments.
    private func step(_ state: State) -> State {
        var (one, other) = (Moments(), Moments())
        let odds = log(state.weight / (1 - state.weight))
        let narrower = log(state.second.sigma / state.first.sigma)
        for value in answers {
            let first = (value - state.first.mu) / state.first.sigma
            let second = (value - state.second.mu) / state.second.sigma
            let share = 1 / (1 + exp(-(odds + narrower + (second * second - first * first) / 2)))
            one.add(share, mean: value, square: value * value)
            other.add(1 - share, mean: value, square: value * value)
        }
        for limit in limits {
            let first = (limit - state.first.mu) / state.first.sigma
            let second = (limit - state.second.mu) / state.second.sigma
            let survivals = gsl_sf_log_erfc(first * 0.5.squareRoot()) - gsl_sf_log_erfc(second * 0.5.squareRoot())
            let share = 1 / (1 + exp(-(odds + survivals)))
            one.add(share, beyond: first, of: state.first)
            other.add(1 - share, beyond: second, of: state.second)
        }
        return guarded(
            State(weight: one.weight / (one.weight + other.weight), first: one.component, second: other.component))
    }

    private func guarded(_ state: State) -> State {
        var state = state
        if state.first.mu > state.second.mu {
            swap(&state.first, &state.second)
            state.weight = 1 - state.weight
        }
        // A little inside, so that a search begins where it may go.
        let least = max(state.first.sigma, state.second.sigma, 1e-9) * MixtureGuard.leastSigmaRatio * 1.01
        state.first.sigma = max(state.first.sigma, least)
        state.second.sigma = max(state.second.sigma, least)
        state.weight = min(max(state.weight, bounds.leastWeight), 1 - bounds.leastWeight)
        return state
    }
}

/// Weighted sums of values and of their squares.
private struct Moments {
    private(set) var weight = 0.0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ share: Double, mean: Double, square: Double) {
        weight += share
        sum += share * mean
        squares += share * square
    }

    /// A value known to lie more than `deviations` above the component's mean.
    mutating func add(_ share: Double, beyond deviations: Double, of component: Lognormal) {
        let hazard = gsl_sf_hazard(deviations)
        let mean = component.mu + component.sigma * hazard
        let variance = component.sigma * component.sigma * (1 + hazard * (deviations - hazard))
        add(share, mean: mean, square: mean * mean + variance)
    }

    var component: Lognormal {
        let mean = sum / weight
        return Lognormal(mu: mean, sigma: max(squares / weight - mean * mean, 0).squareRoot())
    }
}
