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
            (.empirical(values: [1, 2]), ["empirical", "values_s"]),
        ])
    func roundTrip(distribution: Distribution, words: [String]) throws {
        let data = try JSONFormat.encode(distribution)
        #expect(try JSONFormat.decode(Distribution.self, from: data) == distribution)
        for word in words { #expect(String(decoding: data, as: UTF8.self).contains("\"\(word)\"")) }
    }

    @Test("wrong parameters are refused in the file's own words")
    func defects() {
        let error = #expect(throws: DecodingError.self) {
            try JSONFormat.decode(
                Distribution.self, from: Data(#"{"family": "gamma", "shape": -1, "scale_s": 1}"#.utf8))
        }
        #expect(error.map { "\($0)".contains("shape must be a positive number") } == true)
    }
}
