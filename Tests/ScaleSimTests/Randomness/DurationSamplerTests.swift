import Foundation
import Profiles
import ScaleSim
import Testing

@Suite struct DurationSamplerTests {
    /// The last one by bisection of the complementary error function.
    @Test(
        "the normal quantile is right to fourteen digits",
        arguments: [
            (0.5, 0.0), (0.975, 1.959963984540054), (0.001, -3.090232306167813), (0.9, 1.2815515655446004),
            (1e-10, -6.361340902404056), (0.25, -0.6744897501960817), (1e-300, -37.0470962993612),
        ])
    func quantile(p: Double, expected: Double) {
        #expect(abs(normalQuantile(p) - expected) <= 4e-14 * max(1, abs(expected)))
    }

    static let families: [Distribution] = [
        .exponential(mean: 0.2), .shiftedLognormal(shift: 0.5, mu: -1, sigma: 0.6), .gamma(shape: 4.5, scale: 0.1),
        .gamma(shape: 0.4, scale: 2), .weibull(shape: 1.7, scale: 3), .weibull(shape: 0.8, scale: 0.1),
        .mixture(weight: 0.3, first: Lognormal(mu: -0.1, sigma: 0.05), second: Lognormal(mu: 0.6, sigma: 0.3)),
        // Their plain means are 1.7 and 1.74; drawn between them, smaller values weigh more.
        .empirical(values: [0.2, 0.5, 1, 2, 4.8]), .empirical(values: [0.1, 0.1, 0.1, 0.1, 8.3]),
        .empiricalWithTail(values: [0.2, 0.5, 1], tail: ParetoTail(probability: 0.2, scale: 0.3, shape: 0.1)),
        .empiricalWithTail(values: [0.2, 0.5, 1], tail: ParetoTail(probability: 0.2, scale: 0.3, shape: -0.4)),
        .empiricalWithTail(values: [1], tail: ParetoTail(probability: 0.9, scale: 0.3, shape: 0)),
    ]

    @Test("means and variances of samples are those of the distribution", arguments: families)
    func moments(_ distribution: Distribution) {
        let values = sample(distribution, count: 200_000)
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.map { ($0 - mean) * ($0 - mean) }
        let variance = squares.reduce(0, +) / Double(values.count)
        let kurtosis = squares.map { $0 * $0 }.reduce(0, +) / Double(values.count)
        // Four standard errors of each estimate.
        #expect(abs(mean - distribution.mean) < 4 * (distribution.variance / 200_000).squareRoot())
        #expect(abs(variance - distribution.variance) < 4 * ((kurtosis - variance * variance) / 200_000).squareRoot())
    }

    @Test("a replica carries what its capacity says: occupancy as it is drawn", arguments: families)
    func capacity(_ occupancy: Distribution) {
        let service = ServiceProfile(
            servers: 3, occupancy: occupancy, delay: .deterministic(value: 0), throughput: [])
        let values = sample(occupancy, count: 200_000)
        let mean = values.reduce(0, +) / Double(values.count)
        let error = 4 * (occupancy.variance / 200_000).squareRoot()
        #expect(abs(3 / service.capacity - mean) < error)
    }

    @Test("samples follow the distribution function: Kolmogorov–Smirnov at 0.1 %")
    func distributionFunctions() {
        let weibull = distance(.weibull(shape: 2, scale: 1)) { 1 - exp(-$0 * $0) }
        let gamma = distance(.gamma(shape: 2, scale: 1)) { 1 - (1 + $0) * exp(-$0) }
        let lognormal = distance(.shiftedLognormal(shift: 1, mu: 0.5, sigma: 2)) { x in
            0.5 * erfc((0.5 - log(x - 1)) / (2 * 2.0.squareRoot()))
        }
        let mixture = distance(
            .mixture(weight: 0.3, first: Lognormal(mu: 0, sigma: 0.1), second: Lognormal(mu: 1, sigma: 0.5))
        ) { x in
            0.3 * 0.5 * erfc(-log(x) / (0.1 * 2.0.squareRoot())) + 0.7 * 0.5 * erfc((1 - log(x)) / 0.5.squareRoot())
        }
        let tailed = distance(
            .empiricalWithTail(values: [1, 2], tail: ParetoTail(probability: 0.25, scale: 0.5, shape: 0.5))
        ) { x in x < 2 ? 0.75 * (x - 1) : 1 - 0.25 * pow(1 + 0.5 * (x - 2) / 0.5, -2) }
        let critical = 1.95 / Double(Self.sampleSize).squareRoot()
        #expect(weibull < critical)
        #expect(gamma < critical)
        #expect(lognormal < critical)
        #expect(mixture < critical)
        #expect(tailed < critical)
    }

    private static let sampleSize = 50_000

    /// Largest distance of the sample's distribution function to `expected`.
    private func distance(_ distribution: Distribution, _ expected: (Double) -> Double) -> Double {
        let values = sample(distribution, count: UInt64(Self.sampleSize)).sorted()
        var largest = 0.0
        for (index, value) in values.enumerated() {
            largest = max(largest, abs(Double(index) / Double(values.count) - expected(value)))
        }
        return largest
    }

    @Test("empirical draws interpolate between order statistics and stay between the ends")
    func empirical() {
        let values = sample(.empirical(values: [1, 2, 4]), count: 10_000)
        #expect(values.allSatisfy { (1...4).contains($0) })
        // A half of the mass lies between 1 and 2, uniformly.
        let below = Double(values.count { $0 < 1.5 }) / 10_000
        #expect(abs(below - 0.25) < 4 * (0.25 * 0.75 / 10_000).squareRoot())
        #expect(sample(.empirical(values: [3]), count: 10).allSatisfy { $0 == 3 })
    }

    @Test("durations are rounded to the nearest nanosecond")
    func rounding() {
        let stream = RandomStream(seed: 1, purpose: .delay)
        #expect(DurationSampler(.deterministic(value: 1.4e-9), stream: stream).nanoseconds(0) == 1)
        #expect(DurationSampler(.deterministic(value: 1.6e-9), stream: stream).nanoseconds(0) == 2)
        #expect(DurationSampler(.deterministic(value: 0), stream: stream).nanoseconds(0) == 0)
    }

    private func sample(_ distribution: Distribution, count: UInt64) -> [Double] {
        let sampler = DurationSampler(distribution, stream: RandomStream(seed: 42, purpose: .boot))
        return (0..<count).map(sampler.seconds)
    }
}
