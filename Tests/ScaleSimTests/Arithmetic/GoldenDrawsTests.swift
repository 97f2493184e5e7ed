import Profiles
import ScaleSim
import Testing

/// What seeds draw, kept as numbers: whoever changes them changes every result, and says so in the changelog.
@Suite struct GoldenDrawsTests {
    /// Order counts, and so does every bit.
    private static func digest(_ values: some Sequence<UInt64>) -> UInt64 {
        values.reduce(0xcbf2_9ce4_8422_2325) { hash, value in
            let mixed = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
            return mixed ^ mixed >> 32
        }
    }

    struct Draws: Sendable, CustomTestStringConvertible {
        var distribution: Distribution
        var digest: UInt64

        var testDescription: String { "\(distribution)" }
    }

    static let draws = [
        Draws(distribution: .exponential(mean: 0.2), digest: 0xFEB9_DD19_E8C8_01B4),
        Draws(distribution: .shiftedLognormal(shift: 0.5, mu: -1, sigma: 0.6), digest: 0x1448_4370_9A91_EC1C),
        Draws(distribution: .gamma(shape: 4.5, scale: 0.1), digest: 0x7A32_E422_3382_DF58),
        Draws(distribution: .gamma(shape: 0.4, scale: 2), digest: 0x6680_38E7_828A_A246),
        Draws(distribution: .weibull(shape: 0.8, scale: 0.1), digest: 0xDFE2_24BD_075C_D355),
        Draws(
            distribution: .mixture(
                weight: 0.3, first: Lognormal(mu: -0.1, sigma: 0.05), second: Lognormal(mu: 0.6, sigma: 0.3)),
            digest: 0x01EB_5772_EBE9_93C3),
        Draws(distribution: .empirical(values: [0.2, 0.5, 1]), digest: 0xEBF3_23DD_DB12_9751),
        Draws(
            distribution: .empiricalWithTail(
                values: [0.2, 0.5, 1], tail: ParetoTail(probability: 0.2, scale: 0.3, shape: 0.1)),
            digest: 0x7FC5_912A_ADF4_97D6),
    ]

    @Test("20,000 draws of a seed have the same bits on every machine", arguments: draws)
    func distributions(_ draws: Draws) {
        let sampler = DurationSampler(draws.distribution, stream: RandomStream(seed: 42, purpose: .occupancy))
        let digest = Self.digest((0..<20_000).lazy.map { sampler.seconds($0).bitPattern })
        #expect(digest == draws.digest, "0x\(String(digest, radix: 16))")
    }

    struct Arrivals: Sendable, CustomTestStringConvertible {
        var model: TrafficModel
        var digest: UInt64

        var testDescription: String { "\(model)" }
    }

    static let arrivals: [Arrivals] = zip(
        TrafficModelTests.models,
        [
            0xD6C8_EB6B_041F_318D, 0xF3ED_3FE8_49A5_DE6F, 0xBAD6_F5EF_C4BF_4C80, 0xA30A_7732_D587_21C2,
            0x71FB_E858_9B8F_63E6, 0xC7BE_96C9_8C8B_4E4B,
        ]
    ).map { Arrivals(model: $0, digest: $1) }

    @Test("ten minutes of a seed's traffic are the same nanoseconds on every machine", arguments: arrivals)
    func traffic(_ arrivals: Arrivals) {
        let instants = arrivals.model.instants(seed: 42, until: 600)
        let digest = Self.digest(instants.lazy.map { UInt64($0) })
        #expect(digest == arrivals.digest, "0x\(String(digest, radix: 16))")
    }
}
