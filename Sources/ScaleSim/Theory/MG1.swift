/// M/G/1: Poisson arrivals, any service, one server, first come first served. Rates are per second, times in seconds.
package struct MG1: Sendable {
    package let arrivalRate: Double
    package let service: ServiceMoments

    package init(arrivalRate: Double, service: ServiceMoments) {
        precondition(arrivalRate > 0, "rates are positive")
        precondition(arrivalRate * service.mean < 1, "the server can carry the load")
        self.arrivalRate = arrivalRate
        self.service = service
    }

    package var utilisation: Double { arrivalRate * service.mean }

    /// The Pollaczek–Khinchine formula, λ E[S²] / 2(1−ρ): Kleinrock, "Queueing Systems", vol. 1 (1975), section 5.6.
    package var meanWait: Double { arrivalRate * service.second / (2 * (1 - utilisation)) }

    /// The second moment of the waiting time, 2 E[W]² + λ E[S³] / 3(1−ρ): Takács, "A single-server queue with Poisson
    /// input", Operations Research 10 (1962); Kleinrock (1975), section 5.7.
    package var meanSquaredWait: Double {
        2 * meanWait * meanWait + arrivalRate * service.third / (3 * (1 - utilisation))
    }

    package var meanTimeInSystem: Double { meanWait + service.mean }

    /// Requests in the system, by Little's law.
    package var meanInSystem: Double { arrivalRate * meanTimeInSystem }

    /// The share of the requests that do not start at once.
    package var waitingProbability: Double { utilisation }
}
