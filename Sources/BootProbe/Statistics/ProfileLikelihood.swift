import CGSL
import Foundation
import Profiles

/// Confidence intervals of a fit's parameters by profile likelihood: the values of a parameter for which the others can
/// still be chosen so that the sample is nearly as likely as under the fit.
///
/// Nearly means up to n ln(1 + t² / (n − k)), with Student's quantile t, of n samples and k parameters, in place of the
/// asymptotic χ²: exact for a normal distribution, and closer to 95 % for small samples of others. Of 2,000 simulated
/// campaigns of 50 trials it holds each parameter of gamma and Weibull distributions in 94.1 to 94.9 %, of shifted
/// lognormals in 94.7 to 97.3 %, of mixtures of modes apart in 94.8 to 95.8 %, of modes that half cover each other in
/// 87.6 to 90.3 %.
package struct ProfileLikelihood {
    private enum Direction: Double {
        case downwards = -1
        case upwards = 1
    }

    /// In spans of the parameter: where nothing bounds it by then, nothing will.
    private static let farthest = 64.0

    private let samples: [IntervalSample]
    private let fit: Distribution
    private let space: SearchSpace
    private let logLikelihood: Double
    /// Root of the largest deviance, twice the difference of log-likelihoods.
    private let limit: Double

    package init(_ samples: [IntervalSample], family: ParametricFamily, fit: Distribution, confidence: Double = 0.95) {
        GSL.prepare()
        self.samples = samples
        self.fit = fit
        space = SearchSpace(family, samples)
        logLikelihood = Likelihood.log(of: samples, under: fit)
        let count = Double(samples.count)
        let freedom = max(1, count - Double(family.parameterCount))
        let student = gsl_cdf_tdist_Qinv((1 - confidence) / 2, freedom)
        limit = (count * log1p(student * student / freedom)).squareRoot()
    }

    /// Every parameter with its interval.
    package func parameters() -> [FittedParameter] {
        let values = space.values(of: fit)
        return space.parameters.enumerated().map { index, parameter in
            FittedParameter(
                name: parameter.name, value: values[index], lower: bound(of: index, .downwards),
                upper: bound(of: index, .upwards))
        }
    }

    /// Where the deviance reaches its limit on one side; nil where it never does.
    private func bound(of index: Int, _ direction: Direction) -> Double? {
        let parameter = space.parameters[index]
        let start = parameter.coordinate(of: space.values(of: fit)[index])
        let step = space.spans(of: fit, count: samples.count)[index] * direction.rawValue
        let (end, reported) =
            direction == .upwards
            ? (parameter.range.upperBound, parameter.ends.upperBound)
            : (parameter.range.lowerBound, parameter.ends.lowerBound)
        let most = end.isFinite ? max(0, (parameter.coordinate(of: end) - start) / step) : .infinity
        var free = space.point(of: fit)
        free.remove(at: parameter.coordinate)
        // The root of the deviance is nearly linear in the distance from the fit: few steps find where it crosses.
        func excess(_ steps: Double) -> Double {
            if steps == 0 { return -limit }
            let value = steps == most ? end : parameter.value(at: start + steps * step)
            let best = maximum(parameter: index, value: value, near: free)
            free = best.free
            return max(0, 2 * (logLikelihood - best.logLikelihood)).squareRoot() - limit
        }
        var (inside, outside) = (0.0, min(1, most))
        while excess(outside) < 0 {
            if outside == most { return reported }
            guard outside < Self.farthest else { return nil }
            (inside, outside) = (outside, min(2 * outside, most))
        }
        guard let root = RootFinder.root(of: excess, between: inside...outside, relativeError: 1e-3) else { return nil }
        return parameter.value(at: start + root * step)
    }

    /// The largest likelihood with one parameter held at `value`, searched from the other coordinates `near`.
    private func maximum(
        parameter index: Int, value: Double, near origin: [Double]
    ) -> (free: [Double], logLikelihood: Double) {
        var steps = space.steps(of: fit)
        steps.remove(at: space.parameters[index].coordinate)
        let minimum = Simplex.minimum(
            of: { point in
                let free = origin.indices.map { origin[$0] + steps[$0] * point[$0] }
                guard let member = space.distribution(at: space.point(free, parameter: index, value: value)) else {
                    return .infinity
                }
                return -Likelihood.log(of: samples, under: member)
            }, from: [Double](repeating: 0, count: origin.count), steps: [Double](repeating: 1, count: origin.count),
            tolerance: 1e-2)
        return (origin.indices.map { origin[$0] + steps[$0] * minimum.point[$0] }, -minimum.value)
    }
}

extension FamilyParameter {
    fileprivate func coordinate(of value: Double) -> Double { isLogarithmic ? log(value) : value }

    fileprivate func value(at coordinate: Double) -> Double { isLogarithmic ? exp(coordinate) : coordinate }
}
