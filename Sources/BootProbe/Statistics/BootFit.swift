import Profiles

/// Fits the distribution of an image's time to first response.
package enum BootFit {
    /// Fewer answers than this cannot tell one family from another.
    package static let leastAnswers = 8
    /// Below this probability a fit is refused.
    package static let leastPValue = 0.05

    /// A mixture's AIC must be less by this. Over 600 simulated campaigns of 50 trials from each of ten distributions of
    /// one mode, AIC alone took the mixture in 5 to 35 %, and with this margin in 0 to 5 %; two modes apart were found
    /// in all.
    package static let mixtureMargin = 6.0
    /// A fit with an AIC so much above the least is hardly as likely (Burnham and Anderson, Model Selection and
    /// Multimodel Inference, 2002, section 2.6), and its goodness of fit is not worth a bootstrap.
    package static let largestAICDifference = 10.0

    /// All fits to `samples`, and the distribution that a simulator should draw from; nil where no trial answered.
    ///
    /// Rule: the fit with the least AIC, which for a mixture must be less by a margin. Unless the bootstrap finds its
    /// Anderson–Darling distance too large (p < 0.05): then the mixture after all, if its AIC is less and its distance
    /// is not too large, else the answered durations themselves, with a Pareto tail where there are 50 or more. Those
    /// stand in where fewer than 8 trials answered too. Without a tail they ignore time-outs, so they are too short
    /// where `censored` is not 0. Mixtures are fitted to 20 answers or more.
    ///
    /// - Parameters:
    ///   - bootstrapReplicates: refits behind each p-value, whose resolution is 1 / (this + 1).
    ///   - seed: of the bootstrap; the same samples and seed give the same profile.
    package static func profile(
        of samples: [IntervalSample], bootstrapReplicates: Int = 199, seed: UInt64 = 1
    ) -> BootProfile? {
        let answers = GSL.sorted(samples.filter { !$0.isCensored }.map(\.upper))
        guard !answers.isEmpty else { return nil }
        let fits = parametricFits(samples, answers: answers, bootstrapReplicates, seed)
        let measured = [TailFit.distribution(of: samples), .empirical(values: answers)].compactMap(\.self)
        return BootProfile(
            distribution: choice(among: fits)?.distribution ?? measured[0],
            fits: fits + measured.map { FittedDistribution(distribution: $0) },
            trials: answers.count, censored: samples.count - answers.count)
    }

    /// `fits` are by ascending AIC.
    private static func choice(among fits: [FittedDistribution]) -> FittedDistribution? {
        let simple = fits.first { !$0.distribution.isMixture }
        let mixture = fits.first { $0.distribution.isMixture }
        let lead = (simple?.aic ?? .infinity) - (mixture?.aic ?? .infinity)
        let candidates = lead > mixtureMargin ? [mixture] : [simple, lead > 0 ? mixture : nil]
        // Intervals that begin at 0 leave the likelihood without a maximum: the search runs off to no boot times.
        return candidates.compactMap(\.self).first {
            $0.goodnessOfFitPValue ?? 0 >= leastPValue && $0.distribution.mean < 1e9
        }
    }

    /// The families' fits by ascending AIC; none where the answers are too few or all the same.
    private static func parametricFits(
        _ samples: [IntervalSample], answers: [Double], _ replicates: Int, _ seed: UInt64
    ) -> [FittedDistribution] {
        guard answers.count >= leastAnswers, answers[0] > 0, answers[0] < answers[answers.count - 1] else { return [] }
        let candidates = ParametricFamily.allCases.compactMap { family -> (ParametricFamily, Distribution, Double)? in
            guard answers.count >= family.leastAnswers, let (fit, logLikelihood) = family.fit(samples) else {
                return nil
            }
            return (family, fit, 2 * Double(family.parameterCount) - 2 * logLikelihood)
        }.sorted { $0.2 < $1.2 }
        return candidates.map { family, fit, aic in
            let isPlausible = aic <= candidates[0].2 + largestAICDifference
            return FittedDistribution(
                distribution: fit, aic: aic, andersonDarling: GoodnessOfFit.andersonDarling(samples, under: fit),
                goodnessOfFitPValue: isPlausible
                    ? GoodnessOfFit.bootstrapPValue(
                        samples, family: family, fit: fit, replicates: replicates, seed: seed) : nil,
                // Where one mode does as well, the parameters of two mean nothing, and take long.
                parameters: isPlausible && (family != .mixture || fit == candidates[0].1)
                    ? ProfileLikelihood(samples, family: family, fit: fit).parameters() : nil)
        }
    }
}

extension Distribution {
    fileprivate var isMixture: Bool { if case .mixture = self { true } else { false } }
}
