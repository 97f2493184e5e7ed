import Foundation

/// M/G/∞: a server for everyone. The number in system is Poisson, whatever the service times: Takács, "Introduction to
/// the Theory of Queues" (1962), section 3.2. Rates are per second, times in seconds.
package struct MGInfinity: Sendable {
    package let arrivalRate: Double
    package let meanService: Double

    package init(arrivalRate: Double, meanService: Double) {
        precondition(arrivalRate > 0 && meanService > 0, "rates and times are positive")
        self.arrivalRate = arrivalRate
        self.meanService = meanService
    }

    /// Also the variance.
    package var meanInSystem: Double { arrivalRate * meanService }

    package func probability(inSystem count: Int) -> Double {
        precondition(count >= 0, "a number is not negative")
        return PoissonProbability.exactly(count, mean: meanInSystem)
    }

    /// Mean number in system `seconds` after a start with none, where services are exponential.
    package func meanInSystem(after seconds: Double) -> Double { -meanInSystem * expm1(-seconds / meanService) }
}
