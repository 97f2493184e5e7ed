import Foundation
import Profiles
import Testing

@Suite("Profile files")
struct ProfileCodingTests {
    @Test("a profile is read back as it was written")
    func roundTrip() throws {
        let profile = Profile(
            image: "vote", technology: .vm, accelerator: .tcg, origin: .measured(campaign: "3"),
            host: HostFacts(
                cpuModel: "Model", logicalCPUs: 2, memoryBytes: 1 << 34, kernel: "6.1", operatingSystem: "Debian"),
            boot: BootProfile(
                distribution: .gamma(shape: 9, scale: 0.5),
                fits: [
                    FittedDistribution(
                        distribution: .gamma(shape: 9, scale: 0.5), aic: -3, andersonDarling: 0.5,
                        goodnessOfFitPValue: 0.25)
                ], trials: 20, censored: 1),
            service: ServiceProfile(
                servers: 1, occupancy: .empirical(values: [0.001, 0.002]), delay: .deterministic(value: 0),
                throughput: [
                    ThroughputFigure(
                        tool: "ab", operation: "GET /", connections: 100, requestsPerSecond: 1000,
                        latencyQuantiles: [LatencyQuantile(quantile: 0.5, seconds: 0.1)])
                ]))
        let data = try JSONFormat.encode(profile)
        #expect(try JSONFormat.decode(Profile.self, from: data) == profile)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains(#""logical_cpus" : 2"#) && text.contains(#""goodness_of_fit_p_value" : 0.25"#))
    }
}

@Suite("Distributions")
struct DistributionCodingTests {
    @Test(
        "every family has the documented fields and is read back",
        arguments: [
            (Distribution.deterministic(value: 2), ["deterministic", "value_s"]),
            (.exponential(mean: 2), ["exponential", "mean_s"]),
            (.shiftedLognormal(shift: 1, mu: 0.5, sigma: 2), ["shifted_lognormal", "shift_s", "mu", "sigma"]),
            (.gamma(shape: 2, scale: 3), ["gamma", "shape", "scale_s"]),
            (.weibull(shape: 2, scale: 3), ["weibull", "shape", "scale_s"]),
            (
                .mixture(weight: 0.25, first: Lognormal(mu: 0, sigma: 1), second: Lognormal(mu: 2, sigma: 3)),
                ["lognormal_mixture", "weight", "first", "second", "mu", "sigma"]
            ),
            (.empirical(values: [1, 2]), ["empirical", "values_s"]),
            (
                .empiricalWithTail(values: [1, 2], tail: ParetoTail(probability: 0.25, scale: 3, shape: 0.5)),
                ["empirical_with_tail", "values_s", "tail", "probability", "scale_s", "shape"]
            ),
        ])
    func roundTrip(distribution: Distribution, words: [String]) throws {
        let data = try JSONFormat.encode(distribution)
        #expect(try JSONFormat.decode(Distribution.self, from: data) == distribution)
        for word in words { #expect(String(decoding: data, as: UTF8.self).contains("\"\(word)\"")) }
    }

    @Test(
        "wrong parameters are refused in the file's own words",
        arguments: [
            (#"{"family": "gamma", "shape": -1, "scale_s": 1}"#, "shape must be a positive number"),
            (
                #"{"family": "lognormal_mixture", "weight": 1, "first": {"mu": 0, "sigma": 1}, "#
                    + #""second": {"mu": 0, "sigma": 1}}"#, "weight must be more than 0 and less than 1"
            ),
            (
                #"{"family": "lognormal_mixture", "weight": 0.5, "first": {"mu": 0, "sigma": 1}, "#
                    + #""second": {"mu": 0, "sigma": 0}}"#, "second.sigma must be a positive number"
            ),
            (
                #"{"family": "empirical_with_tail", "values_s": [1, 2], "#
                    + #""tail": {"probability": 0.1, "scale_s": 1, "shape": 1}}"#,
                "tail.shape must be more than -1 and less than 1"
            ),
        ])
    func defects(file: String, words: String) {
        let error = #expect(throws: DecodingError.self) {
            try JSONFormat.decode(Distribution.self, from: Data(file.utf8))
        }
        #expect(error.map { "\($0)".contains(words) } == true)
    }

    @Test("a stretched distribution has the stretched mean and variance", arguments: moments)
    func scaling(distribution: Distribution) {
        let scaled = distribution.scaled(by: 3)
        #expect(abs(scaled.mean / distribution.mean - 3) < 1e-12)
        #expect(abs(scaled.variance / distribution.variance - 9) < 1e-10)
    }

    static let moments: [Distribution] = [
        .shiftedLognormal(shift: 1, mu: 0.5, sigma: 0.5), .gamma(shape: 2, scale: 3), .weibull(shape: 2, scale: 3),
        .mixture(weight: 0.25, first: Lognormal(mu: 0, sigma: 1), second: Lognormal(mu: 2, sigma: 0.5)),
        .empirical(values: [1, 2, 5]),
        .empiricalWithTail(values: [1, 2, 5], tail: ParetoTail(probability: 0.25, scale: 3, shape: 0.25)),
    ]
}

@Suite("Profiles from the paper")
struct PaperProfileTests {
    private static func profile(_ name: String, from source: String = #filePath) throws -> Profile {
        let file = URL(filePath: source).deletingLastPathComponent()
            .appending(path: "../../Sources/VotingStack/Resources/profiles-paper/\(name).json")
        return try JSONFormat.decode(Profile.self, from: Data(contentsOf: file))
    }

    /// Table 4 in seconds, and requests per second of Tables 2 (result) and 3 (vote).
    static let published: [(String, Double, Double?)] = [
        ("vote-ubuntu.vm", 9.12, 564.52), ("result-ubuntu.vm", 9.17, 2567.29),
        ("vote-rumprun.unikernel", 2.29, 106.75), ("result-rumprun.unikernel", 2.39, 4083.43),
        ("result-osv.unikernel", 1.65, 2494.76), ("result-netbsd.vm", 31.36, 2056.50), ("vote-netbsd.vm", 29.71, nil),
    ]

    @Test("each profile has the published numbers and says where they are from", arguments: published)
    func numbers(name: String, boot: Double, rate: Double?) throws {
        let profile = try Self.profile(name)
        #expect(profile.name == name)
        #expect(profile.boot?.distribution == .deterministic(value: boot))
        guard case .published(let citation) = profile.origin else {
            Issue.record("not marked as published")
            return
        }
        #expect(citation.contains("Jaworski, Karwowski, Rusek") && citation.contains("Table 4"))
        #expect(profile.service?.throughput.first?.requestsPerSecond == rate)
        if let rate, let service = profile.service { #expect(abs(1 / service.occupancy.mean / rate - 1) < 1e-5) }
    }
}
