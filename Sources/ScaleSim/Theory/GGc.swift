/// G/G/c by the Allen–Cunneen *approximation*: exact for M/M/c and M/G/1, within some per cent at high load, and further
/// off where arrivals or services vary much and the load is low.
///
/// Allen, "Probability, Statistics, and Queueing Theory", 2nd ed. 1990, chapter 5: the wait of M/M/c times the mean of the
/// squared variations. Rates are per second, times in seconds.
package struct GGc: Sendable {
    package let arrivalRate: Double
    package let serviceMean: Double
    package let servers: Int
    /// Squared coefficient of variation of the times between arrivals.
    package let arrivalVariation: Double
    /// Squared coefficient of variation of the service times.
    package let serviceVariation: Double

    package init(
        arrivalRate: Double, serviceMean: Double, servers: Int = 1, arrivalVariation: Double, serviceVariation: Double
    ) {
        precondition(arrivalVariation >= 0 && serviceVariation >= 0, "variations are not negative")
        self.arrivalRate = arrivalRate
        self.serviceMean = serviceMean
        self.servers = servers
        self.arrivalVariation = arrivalVariation
        self.serviceVariation = serviceVariation
    }

    package var meanWait: Double {
        let exponential = MMc(arrivalRate: arrivalRate, serviceRate: 1 / serviceMean, servers: servers)
        return exponential.meanWait * (arrivalVariation + serviceVariation) / 2
    }

    package var meanTimeInSystem: Double { meanWait + serviceMean }
}
