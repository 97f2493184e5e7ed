import Foundation
import Profiles

/// How well a fitted distribution agrees with the sample that it was fitted to.
package enum GoodnessOfFit {
    /// Anderson and Darling's A² of `samples` under `distribution`: 0 for perfect agreement.
    ///
    /// Taken over the answered samples, at the middle of each interval. Where some were censored, under the
    /// distribution of durations below the least censoring time.
    static func andersonDarling(_ samples: [IntervalSample], under distribution: Distribution) -> Double {
        let limit = samples.filter(\.isCensored).map(\.lower).min() ?? .infinity
        let below = limit.isFinite ? distribution.probability(upTo: limit) : 1
        let values = samples.filter { !$0.isCensored }.map(\.representative).filter { $0 <= limit }.sorted()
        let count = values.count
        // Not below 1e-300, so that a value that the fit deems impossible counts as very far instead of infinitely.
        let lower = values.map { log(max(distribution.probability(upTo: $0) / below, 1e-300)) }
        let upper = values.map { value in
            let beyond = distribution.probability(beyond: value) - (1 - below)
            return log(max(beyond / below, 1e-300))
        }
        let sum = (0..<count).reduce(0.0) { sum, index in
            sum + Double(2 * index + 1) * (lower[index] + upper[count - 1 - index])
        }
        return -Double(count) - sum / Double(count)
    }

    /// Probability of an A² of at least that of `samples`, had `fit` been the truth and been fitted in the same way
    /// (parametric bootstrap; Stute, Manteiga and Quindimil, Metrika 40, 1993).
    ///
    /// Each replicate has as many samples, blurred by intervals as wide as those observed and censored at the same
    /// times, and is fitted again. At least 1 / (`replicates` + 1).
    package static func bootstrapPValue(
        _ samples: [IntervalSample], family: ParametricFamily, fit: Distribution, replicates: Int, seed: UInt64
    ) -> Double {
        let observed = andersonDarling(samples, under: fit)
        let random = SeededRandom(seed: seed)
        var atLeast = 1
        for _ in 0..<replicates {
            let replicate = replicate(of: samples, under: fit, random)
            guard let refit = family.fit(replicate, from: fit)?.fit else {
                // Counts against rejection: nothing is known of this replicate.
                atLeast += 1
                continue
            }
            if andersonDarling(replicate, under: refit) >= observed { atLeast += 1 }
        }
        return Double(atLeast) / Double(replicates + 1)
    }

    private static func replicate(
        of samples: [IntervalSample], under fit: Distribution, _ random: borrowing SeededRandom
    ) -> [IntervalSample] {
        let limit = samples.filter(\.isCensored).map(\.lower).min() ?? .infinity
        let widths = samples.filter { !$0.isCensored }.map { $0.upper - $0.lower }
        return samples.map { _ in
            let value = random.draw(from: fit)
            // What is no number, as a gamma distribution of tiny shape draws, is beyond any limit.
            guard value <= min(limit, .greatestFiniteMagnitude) else {
                return .censored(after: min(limit, .greatestFiniteMagnitude))
            }
            // Exact, which costs a density in place of two probabilities; the blur is what an interval's middle has.
            let width = widths[random.index(below: widths.count)]
            return .exact(max(value + width * (random.unit() - 0.5), .leastNormalMagnitude))
        }
    }
}
