import BootProbe
import Foundation
import Profiles
import Synchronization

/// Campaigns that never ran: durations drawn from a known distribution and seen as the readiness probe sees them.
package enum SimulatedCampaign {
    /// `count` trials of `truth`.
    package static func samples(
        of truth: Distribution, count: Int = 50, _ random: borrowing SeededRandom
    ) -> [IntervalSample] {
        (0..<count).map { _ in probed(random.draw(from: truth), startingAt: leastInterval * random.unit()) }
    }

    /// What the probe knows of a service that is ready at `seconds`, when its first attempt is made at `start`.
    ///
    /// The next attempt follows after 0.2 ms or 0.1 % of the boot's age, whichever is more; the first one that is sent
    /// to a ready service is answered.
    package static func probed(_ seconds: Double, startingAt start: Double) -> IntervalSample {
        guard seconds > start else { return IntervalSample(lower: 0, upper: start) }
        let evenlyUntil = leastInterval / relativeInterval
        // The first attempt of those whose distance grows in proportion.
        let turn = start + ((evenlyUntil - start) / leastInterval).rounded(.up) * leastInterval
        if seconds <= turn {
            let attempts = ((seconds - start) / leastInterval).rounded(.up)
            return IntervalSample(
                lower: start + (attempts - 1) * leastInterval, upper: start + attempts * leastInterval)
        }
        let attempts = (log(seconds / turn) / log1p(relativeInterval)).rounded(.up)
        return IntervalSample(
            lower: turn * pow(1 + relativeInterval, attempts - 1), upper: turn * pow(1 + relativeInterval, attempts))
    }

    private static let leastInterval = 0.0002
    private static let relativeInterval = 0.001

    /// Of `campaigns` simulated campaigns, how many fulfil each of the claims that `check` returns.
    ///
    /// Runs on all cores; every campaign has a generator of its own, so the counts depend on `seed` alone.
    package static func counts(
        campaigns: Int, seed: UInt64 = 1, _ check: @Sendable (_ random: borrowing SeededRandom) -> [Bool]
    ) -> [Int] {
        let sums = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: campaigns) { campaign in
            let claims = check(SeededRandom(seed: seed << 32 + UInt64(campaign)))
            sums.withLock { sums in
                if sums.isEmpty { sums = [Int](repeating: 0, count: claims.count) }
                for (index, holds) in claims.enumerated() where holds { sums[index] += 1 }
            }
        }
        return sums.withLock { $0 }
    }

    /// Whether `count` of `campaigns` is what a probability within `range` would give, but for one case in a thousand
    /// on either side.
    package static func agree(_ count: Int, of campaigns: Int, with range: ClosedRange<Double>) -> Bool {
        func deviations(_ probability: Double) -> Double {
            let expected = Double(campaigns) * probability
            return (Double(count) - expected) / (expected * (1 - probability)).squareRoot()
        }
        return (range.lowerBound == 0 || deviations(range.lowerBound) > -3.1) && deviations(range.upperBound) < 3.1
    }

    /// Truths of the shapes that boot times have; between them they stress every method.
    package static let truths: [Distribution] = [
        .shiftedLognormal(shift: 0.4, mu: -2, sigma: 0.7), .gamma(shape: 30, scale: 0.02),
        .mixture(
            weight: 0.7, first: Lognormal(mu: -0.105, sigma: 0.05), second: Lognormal(mu: 0.588, sigma: 0.08)),
    ]
}
