import Foundation
import Profiles

/// A family of distributions that is fitted to boot times by maximum likelihood.
enum ParametricFamily: CaseIterable {
    case shiftedLognormal
    case gamma
    case weibull

    var parameterCount: Int { self == .shiftedLognormal ? 3 : 2 }

    /// The most likely member of the family given `samples`; nil where the search finds none.
    ///
    /// Positive parameters are searched by their logarithm: from several starting points, or, quickly and to three
    /// digits, from `start` alone.
    func fit(_ samples: [IntervalSample], from start: Distribution? = nil) -> (
        fit: Distribution, logLikelihood: Double
    )? {
        let values = samples.map(\.representative).sorted()
        let range = ShiftRange(sorted: values)
        let quickly = start != nil
        var best: (fit: Distribution, logLikelihood: Double)?
        for start in start.map({ [$0] }) ?? starts(values, range) {
            let search = Simplex.minimum(
                of: { -Likelihood.log(of: samples, under: distribution(at: $0, range)) },
                from: point(of: start, range), steps: [Double](repeating: 0.2, count: parameterCount),
                tolerance: quickly ? 1e-4 : 1e-7)
            let candidate = distribution(at: search.point, range)
            let logLikelihood = Likelihood.log(of: samples, under: candidate)
            guard candidate.defect == nil, logLikelihood.isFinite else { continue }
            if logLikelihood > best?.logLikelihood ?? -.infinity { best = (candidate, logLikelihood) }
        }
        return best
    }

    private func distribution(at point: [Double], _ range: ShiftRange) -> Distribution {
        switch self {
        case .shiftedLognormal:
            .shiftedLognormal(shift: range.shift(at: point[2]), mu: point[0], sigma: exp(point[1]))
        // By mean and shape, which are nearly independent, where shape and scale form a narrow ridge.
        case .gamma: .gamma(shape: exp(point[1]), scale: exp(point[0] - point[1]))
        case .weibull: .weibull(shape: exp(point[1]), scale: exp(point[0]))
        }
    }

    private func point(of distribution: Distribution, _ range: ShiftRange) -> [Double] {
        switch distribution {
        case .shiftedLognormal(let shift, let mu, let sigma): [mu, log(sigma), range.coordinate(of: shift)]
        case .gamma(let shape, let scale): [log(shape * scale), log(shape)]
        case .weibull(let shape, let scale): [log(scale), log(shape)]
        case .deterministic, .exponential, .mixture, .empirical, .empiricalWithTail:
            preconditionFailure("not of a fitted family")
        }
    }

    private func starts(_ values: [Double], _ range: ShiftRange) -> [Distribution] {
        let logs = Moments(values.map { log(max($0, .leastNormalMagnitude)) })
        switch self {
        case .shiftedLognormal:
            return [0.1, 0.5, 0.9, 0.99].map { fraction in
                let shift = range.largest * fraction
                let logs = Moments(values.map { log(max($0 - shift, .leastNormalMagnitude)) })
                return .shiftedLognormal(shift: shift, mu: logs.mean, sigma: logs.deviation)
            }
        case .gamma:
            let moments = Moments(values)
            let shape = pow(moments.mean / moments.deviation, 2)
            return [1, 0.3, 3].map { .gamma(shape: shape * $0, scale: moments.mean / (shape * $0)) }
        case .weibull:
            // The logarithm is Gumbel distributed: deviation π / (√6 shape), mean ln scale − γ / shape.
            let shape = Double.pi / (6.0.squareRoot() * logs.deviation)
            return [1, 0.5, 2].map {
                .weibull(shape: shape * $0, scale: exp(logs.mean + 0.5772 / (shape * $0)))
            }
        }
    }
}

/// The shifts that a shifted lognormal may have.
///
/// The likelihood grows without bound as the shift nears the smallest value (Hill, JASA 58, 1963). A shift nearer to
/// it than the typical distance between neighbours cannot be told from the value itself and is left out, which keeps
/// the search on the local maximum that estimates well.
private struct ShiftRange {
    let largest: Double

    init(sorted values: [Double]) {
        let spacing = (values[values.count / 2] - values[0]) / Double(values.count)
        largest = max(0, min(values[0] - spacing, values[0] * (1 - 1e-9)))
    }

    /// The shift at a coordinate that may be any number.
    func shift(at coordinate: Double) -> Double { largest / (1 + exp(-coordinate)) }

    func coordinate(of shift: Double) -> Double {
        guard largest > 0 else { return 0 }
        let fraction = min(max(shift / largest, 0.001), 0.999)
        return log(fraction / (1 - fraction))
    }
}

private struct Moments {
    let mean: Double
    /// At least a little above 0, so that a start exists.
    let deviation: Double

    init(_ values: [Double]) {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        self.mean = mean
        deviation = max(variance.squareRoot(), 1e-9)
    }
}
