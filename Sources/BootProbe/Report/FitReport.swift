import Foundation
import Profiles

/// What was fitted; programs get the profiles themselves.
package struct FitReport: Report, Sendable {
    private let profiles: [Profile]
    private let files: [String]

    /// - Parameter files: Paths of the profiles' files, which are printed too.
    package init(_ profiles: [Profile], files: [String] = []) {
        self.profiles = profiles
        self.files = files
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
                .number("requests/s", "requests_per_second") { .rate($0.service?.capacity) },
                .number("unloaded latency", "unloaded_latency_s") { profile in
                    .time(profile.service.map { $0.occupancy.mean + $0.delay.mean })
                },
            ])
    }

    package var remarks: [String] { intervals + files }

    /// `vote.vm: shape 9.1 (6.2 – 13), scale_s 0.02 (0.014 – 0.031)`, for each profile whose distribution was fitted.
    private var intervals: [String] {
        profiles.compactMap { profile in
            guard let boot = profile.boot,
                let parameters = boot.fits.first(where: { $0.distribution == boot.distribution })?.parameters
            else { return nil }
            let estimates = parameters.map { parameter in
                let bounds = [parameter.lower, parameter.upper].map { $0.map(Self.digits) ?? "?" }
                return "\(parameter.name) \(Self.digits(parameter.value)) (\(bounds[0]) – \(bounds[1]))"
            }
            return "\(profile.name): \(estimates.joined(separator: ", "))"
        }
    }

    /// With three digits, wherever they are.
    private static func digits(_ value: Double) -> String { String(format: "%.3g", value) }
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
