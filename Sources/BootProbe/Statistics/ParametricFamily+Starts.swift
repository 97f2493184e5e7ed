import CGSL
import Foundation
import Profiles

extension ParametricFamily {
    /// Members of the family near which its most likely one may lie.
    func starts(_ samples: [IntervalSample], _ space: SearchSpace) -> [Distribution] {
        let values = samples.map { max($0.representative, .leastNormalMagnitude) }
        switch self {
        case .shiftedLognormal:
            return [0.1, 0.5, 0.9, 0.99].map { fraction in
                let shift = space.shifts.largest * fraction
                let (mean, deviation) = Self.moments(values.map { log(max($0 - shift, .leastNormalMagnitude)) })
                return .shiftedLognormal(shift: shift, mu: mean, sigma: deviation)
            }
        case .gamma:
            let (mean, deviation) = Self.moments(values)
            let shape = pow(mean / deviation, 2)
            return [1, 0.3, 3].map { .gamma(shape: shape * $0, scale: mean / (shape * $0)) }
        case .weibull:
            // The logarithm is Gumbel distributed: deviation π / (√6 shape), mean ln scale − γ / shape.
            let (mean, deviation) = Self.moments(values.map { log($0) })
            let shape = Double.pi / (6.0.squareRoot() * deviation)
            return [1, 0.5, 2].map { .weibull(shape: shape * $0, scale: exp(mean + M_EULER / (shape * $0))) }
        case .mixture:
            // The best two: a simplex in five dimensions takes long.
            let likely = MixtureSearch(samples).candidates()
                .map { (mixture: $0, logLikelihood: Likelihood.log(of: samples, under: $0)) }
                .sorted { $0.logLikelihood > $1.logLikelihood }
            return likely.prefix(2).map(\.mixture)
        }
    }

    /// The deviation is at least a little above 0, so that a start exists.
    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = GSL.mean(values)
        return (mean, max(GSL.deviation(values, mean: mean), 1e-9))
    }
}
