import Foundation
import Profiles

/// What was fitted, for people; programs read the profiles themselves.
package struct FitReport: Sendable {
    private let profiles: [Profile]

    package init(_ profiles: [Profile]) { self.profiles = profiles }

    package var text: String {
        var table = TextTable(header: [
            "profile", "boot distribution", "mean", "p99", "p-value", "requests/s", "unloaded latency",
        ])
        for profile in profiles {
            let boot = profile.boot?.distribution
            let chosen = profile.boot?.fits.first { $0.distribution == boot }
            let rate = profile.service?.capacity
            let latency = profile.service.map { $0.occupancy.mean + $0.delay.mean }
            table.append([
                profile.name, boot?.summary ?? "–", boot.map { "\(Decimals.three($0.mean)) s" } ?? "–",
                boot.map { "\(Decimals.three($0.quantile(0.99))) s" } ?? "–",
                chosen?.goodnessOfFitPValue.map { Decimals.three($0) } ?? "–", rate.map { Decimals.three($0) } ?? "–",
                latency.map { "\(Decimals.three($0 * 1000)) ms" } ?? "–",
            ])
        }
        return ([table.text] + intervals).joined(separator: "\n")
    }

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
            "gamma, shape \(Decimals.three(shape)), scale \(Decimals.three(scale * 1000)) ms"
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
