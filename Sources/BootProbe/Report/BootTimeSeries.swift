import Profiles

/// The boot times of one image on one technology under one condition, as charts show them.
package struct BootTimeSeries: Sendable {
    package var image: String
    package var technology: Technology
    package var condition: LaunchCondition
    /// Of the trials that answered.
    package var answers: [IntervalSample]
    /// Seconds after which trials without an answer were given up.
    package var censored: [Double]
    /// The fitted distribution function, as points (seconds, probability) in ascending order; empty without a fit.
    package var fit: [(seconds: Double, probability: Double)]

    package init(
        image: String, technology: Technology, condition: LaunchCondition = .standard, samples: [IntervalSample],
        fit: [(seconds: Double, probability: Double)] = []
    ) {
        self.image = image
        self.technology = technology
        self.condition = condition
        answers = samples.filter { !$0.isCensored }.sorted { $0.upper < $1.upper }
        censored = samples.filter(\.isCensored).map(\.lower).sorted()
        self.fit = fit
    }

    /// One series a target of `campaign`, in its order.
    package static func all(
        of campaign: CampaignReport, trials: [TrialRecord], profiles: [Profile]
    ) -> [BootTimeSeries] {
        campaign.rows.enumerated().map { index, row in
            let boot = profiles.first { $0.image == row.image && $0.technology == row.technology }?.boot
            return BootTimeSeries(
                image: row.image, technology: row.technology, condition: row.condition,
                samples: trials.filter { $0.trial.target == index }.compactMap { IntervalSample($0) },
                fit: boot.flatMap { $0.distribution(under: row.condition) }.map(curve) ?? [])
        }
    }

    /// The distribution function between its extremes; the empirical one is drawn already.
    private static func curve(of distribution: Distribution) -> [(seconds: Double, probability: Double)] {
        switch distribution {
        case .empirical, .empiricalWithTail: return []
        default: break
        }
        return (0...60).map { step in
            let probability = 0.001 + 0.998 * Double(step) / 60
            return (distribution.quantile(probability), probability)
        }
    }

    /// The share of starts that answered by the time of each answer, in ascending order: the product-limit estimate
    /// (Kaplan and Meier 1958), in which a trial that was given up counts as unanswered for as long as it lasted.
    package var shares: [Double] {
        var unanswered = 1.0
        var gone = 0
        return answers.enumerated().map { index, answer in
            while gone < censored.count, censored[gone] < answer.upper { gone += 1 }
            let atRisk = answers.count - index + censored.count - gone
            unanswered *= 1 - 1 / Double(atRisk)
            return 1 - unanswered
        }
    }

    /// The share at `seconds`.
    func share(at seconds: Double) -> Double {
        answers.lastIndex { $0.upper <= seconds }.map { shares[$0] } ?? 0
    }
}

extension BootProfile {
    /// What was fitted to the trials under `condition`; nil where the profile does not tell.
    fileprivate func distribution(under condition: LaunchCondition) -> Distribution? {
        guard let surface else { return distribution }
        return surface.first { point in
            point.cache == condition.cache.rawValue && point.concurrent == condition.concurrent
                && point.resident == condition.resident
        }?.distribution
    }
}
