import Foundation
import Profiles

/// What was fitted; programs get the profiles themselves.
package struct FitReport: Report, Sendable {
    private let profiles: [Profile]
    /// The files that were written.
    package let remarks: [String]

    /// - Parameter files: Paths of the profiles' files, which are printed too.
    package init(_ profiles: [Profile], files: [String] = []) {
        self.profiles = profiles
        remarks = files
    }

    package func encode(to encoder: any Encoder) throws { try profiles.encode(to: encoder) }

    package var table: ReportTable {
        ReportTable(
            profiles,
            columns: [
                .text("profile", "profile") { .text($0.name) },
                .text("boot distribution", "boot_distribution") { .text($0.boot?.distribution.summary) },
                .number("mean", "boot_mean_s") { .time($0.boot?.distribution.mean) },
                .number("p99", "boot_p99_s") { .time($0.boot?.distribution.quantile(0.99)) },
                .number("p-value", "goodness_of_fit_p_value") { profile in
                    let chosen = profile.boot?.fits.first { $0.distribution == profile.boot?.distribution }
                    return .number(chosen?.goodnessOfFitPValue)
                },
                .number("requests/s", "requests_per_second") { .number($0.service?.capacity) },
                .number("unloaded latency", "unloaded_latency_s") { profile in
                    .time(profile.service.map { $0.occupancy.mean + $0.delay.mean })
                },
            ])
    }
}

extension Distribution {
    /// In a few words: `gamma, shape 9.100, scale 0.020 s`.
    package var summary: String {
        switch self {
        case .deterministic(let value): "always \(Decimals.three(value)) s"
        case .exponential(let mean): "exponential, mean \(Decimals.three(mean)) s"
        case .shiftedLognormal(let shift, let mu, let sigma):
            "lognormal, shift \(Decimals.three(shift)) s, mu \(Decimals.three(mu)), sigma \(Decimals.three(sigma))"
        case .gamma(let shape, let scale):
            "gamma, shape \(Decimals.three(shape)), scale \(Decimals.time(scale))"
        case .weibull(let shape, let scale):
            "Weibull, shape \(Decimals.three(shape)), scale \(Decimals.three(scale)) s"
        case .mixture(let weight, let first, let second):
            "lognormals, \(Decimals.three(weight)) of median \(Decimals.three(exp(first.mu))) s, "
                + "the rest \(Decimals.three(exp(second.mu))) s"
        case .empirical(let values): "the \(values.count) values measured"
        case .empiricalWithTail(let values, let tail):
            "the values up to \(Decimals.three(values[values.count - 1])) s, then a Pareto tail, "
                + "shape \(Decimals.three(tail.shape))"
        }
    }
}
