import BeaconProtocol
import Foundation
import Testing

@Suite struct TimeDistributionTests {
    @Test(
        "drawn times have the mean of their distribution",
        arguments: [
            (TimeDistribution.fixed(20), 20), (.uniform(low: 10, high: 30), 20), (.exponential(mean: 20), 20),
            (.lognormal(median: 20, sigma: 0.5), 20 * exp(0.125)),
        ])
    func mean(distribution: TimeDistribution, mean: Double) {
        var generator = SplitMix64(seed: 1, stream: .service)
        let count = 200_000
        let sum = (0..<count).reduce(0.0) { sum, _ in sum + distribution.draw(using: &generator) }
        #expect(abs(sum / Double(count) / mean - 1) < 0.01)
    }

    @Test("a drawn lognormal's logarithm has the standard deviation sigma")
    func sigma() {
        var generator = SplitMix64(seed: 2, stream: .service)
        let logs = (0..<100_000).map { _ in
            log(TimeDistribution.lognormal(median: 1, sigma: 0.7).draw(using: &generator))
        }
        let mean = logs.reduce(0, +) / Double(logs.count)
        let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count)
        #expect(abs(variance.squareRoot() - 0.7) < 0.01)
    }

    @Test(
        "logarithm and exponential are those of the C library",
        arguments: [1e-300, 1e-9, 0.3, 0.999, 1, 1.5, 7, 1e8, 1e300])
    func elementary(value: Double) {
        #expect(abs(ElementaryFunctions.naturalLogarithm(value) - log(value)) <= 1e-13 * max(abs(log(value)), 1))
        let exponent = log(value) / 3
        #expect(abs(ElementaryFunctions.exponential(exponent) / exp(exponent) - 1) < 1e-12)
    }

    @Test("the boot's delay depends on the seed alone")
    func delay() throws {
        func delay(_ seed: Int) throws -> Nanoseconds {
            try BootOptions.of("address=10.77.0.5/16 delay_ms=uniform:10:30 seed=\(seed)").bootDelay
        }
        #expect(try delay(1) == delay(1))
        #expect(try delay(1) != delay(2))
        #expect(try (10_000_000...30_000_000).contains(delay(1)))
    }
}
