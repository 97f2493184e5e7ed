/// M/M/∞/setup: every request switches a server on, and takes the first that is free; a server without a request is
/// switched off, and set-ups that no waiting request needs any more are broken off.
///
/// Gandhi, Harchol-Balter and Adan, "Server farms with setup costs", Performance Evaluation 67 (2010);
/// Harchol-Balter, "Performance Modeling and Design of Computer Systems" (2013), (27.21) and (27.22): with i busy servers
/// and j in set-up π(i, j) ∝ ρⁱ/i! · ∏ₗ₌₁ʲ λ/(λ + lα). Rates are per second, times in seconds.
package struct MMInfinitySetup: Sendable {
    package let arrivalRate: Double
    package let serviceRate: Double
    package let setupRate: Double
    /// Probability of 0, 1, 2, … servers in set-up; those left out together are below 10⁻¹⁶.
    package let setupProbabilities: [Double]

    package init(arrivalRate: Double, serviceRate: Double, setupRate: Double) {
        precondition(arrivalRate > 0 && serviceRate > 0 && setupRate > 0, "rates are positive")
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.setupRate = setupRate
        var weights = [1.0]
        var ratio = 1.0
        // What is left out is less than a geometric series of the last ratio.
        while weights[weights.count - 1] > 1e-17 * (1 - ratio) {
            ratio = arrivalRate / (arrivalRate + Double(weights.count) * setupRate)
            weights.append(weights[weights.count - 1] * ratio)
        }
        let sum = weights.reduce(0, +)
        setupProbabilities = weights.map { $0 / sum }
    }

    package var meanBusyServers: Double { arrivalRate / serviceRate }

    package var meanServersInSetup: Double {
        setupProbabilities.indices.reduce(0) { $0 + Double($1) * setupProbabilities[$1] }
    }

    /// A request waits for each server in set-up.
    package var meanWait: Double { meanServersInSetup / arrivalRate }

    package var meanTimeInSystem: Double { meanWait + 1 / serviceRate }

    /// Probability of `busy` busy servers and `inSetup` in set-up.
    package func probability(busy: Int, inSetup: Int) -> Double {
        guard setupProbabilities.indices.contains(inSetup) else { return 0 }
        return PoissonProbability.exactly(busy, mean: meanBusyServers) * setupProbabilities[inSetup]
    }
}
