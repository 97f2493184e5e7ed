import Foundation

/// M/D/c: Poisson arrivals, services that all take the same time, first come first served. Exact.
///
/// Crommelin, "Delay probability formulae when the holding times are constant", Post Office Electrical Engineers'
/// Journal 25 (1932). With equal services each server takes every c-th request, so a request waits as in Eᴄ/D/1, whose
/// mean wait and probability of none are sums over k of what k services exceed the kc-th next arrival by (Spitzer, "The
/// Wiener–Hopf equation whose kernel is a probability density", Duke 24 (1957)). The sums are of positive terms, so no
/// digits are lost; their number grows as 1/(c(1−ρ)²). Times are in seconds.
package struct MDc: Sendable {
    package let arrivalRate: Double
    package let serviceTime: Double
    package let servers: Int
    package let waitingProbability: Double
    package let meanWait: Double

    package init(arrivalRate: Double, serviceTime: Double, servers: Int) {
        precondition(servers >= 1, "there is a server")
        precondition(arrivalRate > 0 && serviceTime > 0, "rates and times are positive")
        let utilisation = arrivalRate * serviceTime / Double(servers)
        precondition(utilisation < 1, "the servers can carry the load")
        self.arrivalRate = arrivalRate
        self.serviceTime = serviceTime
        self.servers = servers
        let sums = Self.sums(utilisation: utilisation, servers: servers)
        waitingProbability = -expm1(-sums.late)
        meanWait = sums.excess * serviceTime
    }

    package var meanTimeInSystem: Double { meanWait + serviceTime }

    /// Over k: (1/k) P(the kc-th next arrival comes within k services), and the mean of what it comes earlier, in
    /// services, divided by k.
    private static func sums(utilisation: Double, servers: Int) -> (late: Double, excess: Double) {
        let slack = 1 - utilisation
        // ln(1/ρ) − 1 + ρ, without the cancellation near ρ = 1.
        let decayRate = -log1p(-slack) - slack
        let decay = exp(-Double(servers) * decayRate)
        var late = 0.0
        var excess = 0.0
        var services = 1
        while true {
            let term = terms(services * servers, utilisation: utilisation, decayRate: decayRate)
            late += term.tail / Double(services)
            excess += term.excess
            services += 1
            // What follows is less than a geometric series.
            if term.tail <= 1e-17 * (1 - decay) * late, term.excess <= 1e-17 * (1 - decay) * excess { break }
        }
        return (late, excess)
    }

    /// Of a Poisson number with mean ρn: P(at least n), and Σ P(j) (j + 1 − n)/(j + 1) over the j from n on.
    private static func terms(
        _ count: Int, utilisation: Double, decayRate: Double
    ) -> (tail: Double, excess: Double) {
        let mean = utilisation * Double(count)
        var probability = PoissonProbability.exactly(count, mean: mean, excess: decayRate)
        var tail = 0.0
        var excess = 0.0
        var number = Double(count)
        while probability > 1e-18 * tail {
            tail += probability
            excess += probability * (number + 1 - Double(count)) / (number + 1)
            number += 1
            probability *= mean / number
        }
        return (tail, excess)
    }
}
