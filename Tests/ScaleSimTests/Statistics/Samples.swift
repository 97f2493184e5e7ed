import Foundation
import ScaleSim

/// Made-up samples of a known truth; every one is a function of its number.
enum Samples {
    /// Standard normal numbers.
    static func normal(_ count: Int, sample: Int, series: Int = 0) -> [Double] {
        uniform(count, sample: sample, series: series).map(normalQuantile)
    }

    /// Numbers evenly spread over 0 to 1.
    static func uniform(_ count: Int, sample: Int, series: Int = 0) -> [Double] {
        let seed = RandomStream.replicationSeed(seed: UInt64(series), number: sample)
        let stream = RandomStream(seed: seed, purpose: .occupancy)
        return (0..<count).map { stream.uniform(UInt64($0)) }
    }

    /// A stationary series of mean zero whose neighbours have the given correlation, from `start` on.
    static func autoregressive(_ count: Int, correlation: Double, start: Double, sample: Int) -> [Double] {
        var value = start
        return normal(count, sample: sample).map { noise in
            value = correlation * value + noise
            return value
        }
    }

    /// The share of the samples, by number, that fulfil a claim.
    static func share(of samples: Int, _ holds: (Int) -> Bool) -> Double {
        Double((0..<samples).count(where: holds)) / Double(samples)
    }
}
