/// How many servers keep the share of requests that wait at a target: k = R + c√R for an offered load of R Erlang, with
/// c Φ(c)/φ(c) = (1 − α)/α.
///
/// Halfin and Whitt, "Heavy-traffic limits for queues with many exponential servers", Operations Research 29 (1981),
/// proposition 1: exact in the limit of many servers; Erlang C is exact for each number.
package struct SquareRootStaffing: Sendable {
    /// The share of the requests that may wait.
    package let waitingProbability: Double
    /// c, in square roots of the load.
    package let safetyFactor: Double

    package init(waitingProbability: Double) {
        precondition(waitingProbability > 0 && waitingProbability < 1, "a share is between 0 and 1")
        self.waitingProbability = waitingProbability
        var low = 0.0
        var high = 40.0
        while high - low > 1e-14 * high {
            let middle = (low + high) / 2
            if Self.waiting(safetyFactor: middle) > waitingProbability { low = middle } else { high = middle }
        }
        safetyFactor = (low + high) / 2
    }

    /// Servers, in general not a whole number.
    package func servers(offeredLoad: Double) -> Double {
        precondition(offeredLoad > 0, "the load is positive")
        return offeredLoad + safetyFactor * offeredLoad.squareRoot()
    }

    /// The limit of the share that waits, 1 / (1 + c Φ(c)/φ(c)).
    package static func waiting(safetyFactor: Double) -> Double {
        let density = NormalDistribution.density(at: safetyFactor)
        return density / (density + safetyFactor * NormalDistribution.probability(below: safetyFactor))
    }
}
