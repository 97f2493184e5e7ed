import Foundation
import Profiles
import ScaleSim
import Testing

/// The quick ways to draw against the plain ones.
@Suite struct FastDrawsTests {
    @Test("the logarithm agrees with the C library's to two units in the last place, at all magnitudes")
    func logarithm() {
        let stream = RandomStream(seed: 7, purpose: .delay)
        var values = (0..<200_000).map { stream.uniform($0) }
        // Close to 1, close to 0, both sides of √½ · 2^e, where the exponent changes, and beyond 1.
        for step in 1...2_000 {
            let ulps = Double(step) * 0x1p-53
            values += [1 - ulps, ulps, Double(step)]
        }
        for exponent in -60...60 {
            let power = exp2(Double(exponent))
            let edge = power * 0.5.squareRoot()
            values += [edge.nextDown, edge, edge.nextUp, power]
        }
        for value in values {
            let exact = log(value)
            let ours = naturalLogarithm(value)
            #expect(abs(ours - exact) <= 2 * max(abs(exact).ulp, 0x1p-1074), "log \(value)")
        }
        #expect(naturalLogarithm(1) == 0)
    }

    @Test("uniform draws lie inside (0, 1), and the ends of the bits map to the ends")
    func unitInterval() {
        #expect(RandomStream.unitInterval(0) == 0x1p-53)
        #expect(RandomStream.unitInterval(.max) == 1 - 0x1p-53)
        #expect(RandomStream.unitInterval(1 << 63) == 0.5 + 0x1p-53)
    }

    @Test("draws by the block are those one by one, in any order of indices", arguments: families)
    func blocks(distribution: Distribution) {
        let sampler = DurationSampler(distribution, stream: RandomStream(seed: 3, purpose: .occupancy))
        var blocked = BlockedDurations(sampler)
        let indices: [UInt64] = Array(0..<600) + [5, 1_000_000, 256, 255, 511, 512, .max / 2]
        for index in indices { #expect(blocked.nanoseconds(index) == sampler.nanoseconds(index)) }
    }

    @Test("unit exponentials are the logarithms of the stream's uniform draws")
    func exponentials() {
        let stream = RandomStream(seed: 11, purpose: .arrivals)
        var exponentials = UnitExponentials(stream)
        for index in 0..<1000 { #expect(exponentials.next() == -naturalLogarithm(stream.uniform(UInt64(index)))) }
    }

    @Test("durations are rounded to the nearest nanosecond, and end at ten days")
    func rounding() {
        #expect(DurationSampler.rounded(0) == 0)
        #expect(DurationSampler.rounded(1.4e-9) == 1)
        #expect(DurationSampler.rounded(1.6e-9) == 2)
        #expect(DurationSampler.rounded(86_400.123_456_789) == 86_400_123_456_789)
        #expect(DurationSampler.rounded(1e12) == 864_000_000_000_000)
    }

    static let families: [Distribution] = [
        .deterministic(value: 0.25), .exponential(mean: 2), .gamma(shape: 0.5, scale: 1), .weibull(shape: 2, scale: 1),
        .shiftedLognormal(shift: 0.1, mu: -1, sigma: 0.5), .empirical(values: [0.1, 0.2, 0.7]),
    ]
}
