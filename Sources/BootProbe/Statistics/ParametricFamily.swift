import Foundation
import Profiles

/// A family of distributions that is fitted to boot times by maximum likelihood.
package enum ParametricFamily: CaseIterable {
    case shiftedLognormal
    case gamma
    case weibull
    /// Of two lognormals.
    case mixture

    var parameterCount: Int {
        switch self {
        case .shiftedLognormal: 3
        case .gamma, .weibull: 2
        case .mixture: 5
        }
    }

    /// Fewer cannot tell so many parameters.
    var leastAnswers: Int { self == .mixture ? 20 : BootFit.leastAnswers }

    /// The most likely member of the family given `samples`; nil where the search finds none.
    ///
    /// Positive parameters are searched by their logarithm: from several starting points, or, quickly and to three
    /// digits, from `start` alone.
    package func fit(_ samples: [IntervalSample], from start: Distribution? = nil) -> (
        fit: Distribution, logLikelihood: Double
    )? {
        let space = SearchSpace(self, samples)
        guard let start else {
            let fits = starts(samples, space).compactMap { search(samples, space, from: $0, tolerance: 1e-6) }
            return fits.max { $0.logLikelihood < $1.logLikelihood }
        }
        // A simplex in five dimensions takes hundreds of times as long.
        if self == .mixture { return candidate(MixtureSearch(samples).mixture(from: start), samples) }
        return search(samples, space, from: start, tolerance: 1e-3)
    }

    /// The nearest maximum of the likelihood, to `tolerance` times the steps of `space`.
    private func search(
        _ samples: [IntervalSample], _ space: SearchSpace, from start: Distribution, tolerance: Double
    ) -> (fit: Distribution, logLikelihood: Double)? {
        let origin = space.point(of: start)
        let steps = space.steps(of: start)
        func member(_ point: [Double]) -> Distribution? {
            space.distribution(at: origin.indices.map { origin[$0] + steps[$0] * point[$0] })
        }
        let minimum = Simplex.minimum(
            of: { point in member(point).map { -Likelihood.log(of: samples, under: $0) } ?? .infinity },
            from: [Double](repeating: 0, count: parameterCount), steps: [Double](repeating: 1, count: parameterCount),
            tolerance: tolerance)
        return member(minimum.point).flatMap { candidate($0, samples) }
    }

    private func candidate(
        _ member: Distribution, _ samples: [IntervalSample]
    ) -> (fit: Distribution, logLikelihood: Double)? {
        let logLikelihood = Likelihood.log(of: samples, under: member)
        return member.defect == nil && logLikelihood.isFinite ? (member, logLikelihood) : nil
    }
}
