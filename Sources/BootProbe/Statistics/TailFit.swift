import Foundation
import Profiles

/// Measured values up to a threshold with a generalised Pareto tail beyond it (Pickands, Annals of Statistics 3, 1975).
package enum TailFit {
    /// Share of the samples that lie beyond the threshold.
    static let share = 0.2
    /// Fewer samples beyond the threshold tell no shape.
    static let leastBeyond = 10
    /// Where the maximum of the likelihood is regular (Smith, Biometrika 72, 1985) and the mean is finite.
    private static let shapes = -0.5...0.9

    /// The most likely tail beyond the order statistic that has a fifth of `samples`, but at least 10, above it; nil
    /// where they are too few for that, or half of those beyond timed out.
    ///
    /// Time-outs count as longer, so they lengthen the tail where leaving them out would shorten it.
    package static func distribution(of samples: [IntervalSample]) -> Distribution? {
        let answers = GSL.sorted(samples.filter { !$0.isCensored }.map(\.upper))
        let beyond = max(leastBeyond, Int((share * Double(samples.count)).rounded(.up)))
        let censored = samples.count - answers.count
        guard samples.count >= 5 * leastBeyond, 2 * censored <= beyond else { return nil }
        let threshold = answers[samples.count - beyond - 1]
        let body = answers.filter { $0 <= threshold }
        let excesses = samples.filter { $0.upper > threshold }.map { excess(of: $0, over: threshold) }
        guard excesses.contains(where: { !$0.isCensored }) else { return nil }
        guard let tail = tail(of: excesses, probability: Double(excesses.count) / Double(samples.count)) else {
            return nil
        }
        let distribution = Distribution.empiricalWithTail(values: body, tail: tail)
        return distribution.defect == nil ? distribution : nil
    }

    private static func excess(of sample: IntervalSample, over threshold: Double) -> IntervalSample {
        IntervalSample(lower: max(0, sample.lower - threshold), upper: sample.upper - threshold)
    }

    private static func tail(of excesses: [IntervalSample], probability: Double) -> ParetoTail? {
        func tail(at point: [Double]) -> ParetoTail {
            let fraction = 1 / (1 + exp(-point[1]))
            let shape = shapes.lowerBound + (shapes.upperBound - shapes.lowerBound) * fraction
            return ParetoTail(probability: probability, scale: exp(point[0]), shape: shape)
        }
        let scale = max(GSL.mean(excesses.map(\.representative)), 1e-9)
        let searches = [-1.0, 0.5].map { shape in
            Simplex.minimum(
                of: { -logLikelihood(of: excesses, tail(at: $0)) }, from: [log(scale), shape], steps: [0.2, 0.5])
        }
        return searches.filter(\.value.isFinite).min { $0.value < $1.value }.map { tail(at: $0.point) }
    }

    private static func logLikelihood(of excesses: [IntervalSample], _ tail: ParetoTail) -> Double {
        excesses.reduce(0) { sum, excess in
            let beyond = tail.probability(beyond: excess.lower)
            if excess.isCensored { return sum + log(beyond) }
            let probability = beyond - tail.probability(beyond: excess.upper)
            if probability > 1e-7 * beyond { return sum + log(probability) }
            let width = excess.upper - excess.lower
            return sum + tail.logDensity(ofExcess: excess.representative) + (width > 0 ? log(width) : 0)
        }
    }
}
