import Foundation
import Profiles

/// What keeps a fitted mixture from hanging a component on a few values that happen to lie close together, where the
/// likelihood has no bound (Day, Biometrika 56, 1969).
struct MixtureGuard {
    /// Of the wider component's sigma (Hathaway, Annals of Statistics 13, 1985).
    static let leastSigmaRatio = 0.05

    /// Of either component: enough for three samples.
    let leastWeight: Double

    init(count: Int) { leastWeight = max(0.05, min(3 / Double(count), 0.25)) }

    /// The weight at a coordinate that may be any number.
    func weight(at coordinate: Double) -> Double {
        leastWeight + (1 - 2 * leastWeight) / (1 + exp(-coordinate))
    }

    func coordinate(of weight: Double) -> Double {
        let fraction = min(max((weight - leastWeight) / (1 - 2 * leastWeight), 0.001), 0.999)
        return log(fraction / (1 - fraction))
    }

    /// The components are ordered and neither is too narrow.
    func admits(_ first: Lognormal, _ second: Lognormal) -> Bool {
        first.mu <= second.mu
            && min(first.sigma, second.sigma) >= Self.leastSigmaRatio * max(first.sigma, second.sigma)
    }
}
