import Profiles

/// Fits the distribution of an image's time to first response.
package enum BootFit {
    /// Fewer answers than this cannot tell one family from another.
    package static let leastAnswers = 8
    /// Below this probability a fit is refused.
    package static let leastPValue = 0.05

    /// All fits to `samples`, and the distribution that a simulator should draw from; nil where no trial answered.
    ///
    /// Rule: the fit with the least AIC, unless the bootstrap finds its Anderson–Darling distance too large
    /// (p < 0.05) or fewer than 8 trials answered; then the answered durations themselves. Those ignore time-outs, so
    /// they are too short where `censored` is not 0.
    ///
    /// - Parameters:
    ///   - bootstrapReplicates: refits behind each p-value, whose resolution is 1 / (this + 1).
    ///   - seed: of the bootstrap; the same samples and seed give the same profile.
    package static func profile(
        of samples: [IntervalSample], bootstrapReplicates: Int = 199, seed: UInt64 = 1
    ) -> BootProfile? {
        let answers = samples.filter { !$0.isCensored }.map(\.upper).sorted()
        guard !answers.isEmpty else { return nil }
        let fits = parametricFits(samples, answers: answers, bootstrapReplicates, seed)
        let empirical = Distribution.empirical(values: answers)
        // Intervals that begin at 0 leave the likelihood without a maximum: the search runs off to no boot times.
        let best = fits.first.flatMap { fit in
            fit.goodnessOfFitPValue ?? 0 >= leastPValue && fit.distribution.mean < 1e9 ? fit : nil
        }
        return BootProfile(
            distribution: best?.distribution ?? empirical,
            fits: fits + [
                FittedDistribution(distribution: empirical, aic: nil, andersonDarling: nil, goodnessOfFitPValue: nil)
            ],
            trials: answers.count, censored: samples.count - answers.count)
    }

    /// The families' fits by ascending AIC; none where the answers are too few or all the same.
    private static func parametricFits(
        _ samples: [IntervalSample], answers: [Double], _ replicates: Int, _ seed: UInt64
    ) -> [FittedDistribution] {
        guard answers.count >= leastAnswers, answers[0] > 0, answers[0] < answers[answers.count - 1] else { return [] }
        let fits = ParametricFamily.allCases.compactMap { family -> FittedDistribution? in
            guard let (fit, logLikelihood) = family.fit(samples) else { return nil }
            return FittedDistribution(
                distribution: fit, aic: 2 * Double(family.parameterCount) - 2 * logLikelihood,
                andersonDarling: GoodnessOfFit.andersonDarling(samples, under: fit),
                goodnessOfFitPValue: GoodnessOfFit.bootstrapPValue(
                    samples, family: family, fit: fit, replicates: replicates, seed: seed))
        }
        return fits.sorted { ($0.aic ?? .infinity) < ($1.aic ?? .infinity) }
    }
}
