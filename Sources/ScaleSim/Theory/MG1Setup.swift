/// M/G/1 whose server is switched off as soon as it is idle, and takes a set-up time when the next request comes.
///
/// Welch, "On a generalized M/G/1 queuing process in which the first customer of each busy period receives exceptional
/// service", Operations Research 12 (1964); Levy and Kleinrock, "A queue with starter and a queue with vacations: delay
/// analysis by decomposition", Operations Research 34 (1986). With exponential service and set-up (M/M/1/setup) the mean
/// time in system is 1/(μ−λ) + 1/α. Rates are per second, times in seconds.
package struct MG1Setup: Sendable {
    private let queue: MG1
    package let setup: ServiceMoments

    package init(arrivalRate: Double, service: ServiceMoments, setup: ServiceMoments) {
        queue = MG1(arrivalRate: arrivalRate, service: service)
        self.setup = setup
    }

    /// What the set-up adds to every wait, (2 E[U] + λ E[U²]) / 2(1 + λ E[U]).
    package var meanExtraWait: Double {
        (2 * setup.mean + queue.arrivalRate * setup.second) / (2 * (1 + queue.arrivalRate * setup.mean))
    }

    package var meanWait: Double { queue.meanWait + meanExtraWait }

    package var meanTimeInSystem: Double { meanWait + queue.service.mean }

    /// Set-ups per second: one for each time without requests.
    package var setupRate: Double {
        let rate = queue.arrivalRate
        return rate * (1 - queue.utilisation) / (1 + rate * setup.mean)
    }
}
