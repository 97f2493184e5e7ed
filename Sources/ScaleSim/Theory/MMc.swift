import Foundation

/// M/M/c: Poisson arrivals, exponential service, `servers` servers, first come first served; M/M/1 for one server.
///
/// Kleinrock, "Queueing Systems", vol. 1 (1975), sections 3.2 and 3.5; waiting times: Cooper, "Introduction to Queueing
/// Theory", 2nd ed. 1981, section 3.4. Rates are per second, times in seconds.
package struct MMc: Sendable {
    package let arrivalRate: Double
    /// Of one server.
    package let serviceRate: Double
    package let servers: Int

    package init(arrivalRate: Double, serviceRate: Double, servers: Int = 1) {
        precondition(servers >= 1, "there is a server")
        precondition(arrivalRate > 0 && serviceRate > 0, "rates are positive")
        precondition(arrivalRate < Double(servers) * serviceRate, "the servers can carry the load")
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
    }

    package var utilisation: Double { arrivalRate / (Double(servers) * serviceRate) }

    /// Probability that a request does not start at once: Erlang C.
    package var waitingProbability: Double {
        ErlangFormulas.waiting(servers: servers, offeredLoad: arrivalRate / serviceRate)
    }

    package var meanWait: Double { waitingProbability / drainRate }

    /// The second moment of the waiting time, which is exponential for those that wait.
    package var meanSquaredWait: Double { 2 * waitingProbability / (drainRate * drainRate) }

    /// Arrival to end of service; 1/(μ−λ) for one server.
    package var meanTimeInSystem: Double { meanWait + 1 / serviceRate }

    /// Requests in the system, by Little's law.
    package var meanInSystem: Double { arrivalRate * meanTimeInSystem }

    /// Probability of waiting longer than `seconds`.
    package func probabilityOfWaiting(longerThan seconds: Double) -> Double {
        waitingProbability * exp(-drainRate * seconds)
    }

    /// The waiting time that a share `quantile` of the requests does not exceed.
    package func wait(quantile: Double) -> Double {
        precondition(quantile >= 0 && quantile < 1, "a quantile is from 0 to less than 1")
        return max(0, log(waitingProbability / (1 - quantile)) / drainRate)
    }

    /// Probability of a time in system of more than `seconds`; the service is independent of the wait.
    package func probabilityOfTimeInSystem(longerThan seconds: Double) -> Double {
        let served = exp(-serviceRate * seconds)
        let apart = drainRate - serviceRate
        // The wait of those that wait and the service then have the same rate: their sum is an Erlang time.
        guard abs(apart) > 1e-9 * serviceRate else { return served * (1 + waitingProbability * serviceRate * seconds) }
        let drained = exp(-drainRate * seconds)
        return served + waitingProbability * serviceRate * (served - drained) / apart
    }

    /// What the busy servers complete more than arrives, per second.
    private var drainRate: Double { Double(servers) * serviceRate - arrivalRate }
}
