import Foundation
import Profiles

/// M/G/1 whose server is switched off once it has idled for long enough, and takes a set-up time when the next request
/// comes.
///
/// Welch, "On a generalized M/G/1 queuing process in which the first customer of each busy period receives exceptional
/// service", Operations Research 12 (1964); Levy and Kleinrock, "A queue with starter and a queue with vacations: delay
/// analysis by decomposition", Operations Research 34 (1986). With exponential service and set-up (M/M/1/setup) the mean
/// time in system is 1/(μ−λ) + 1/α. Requests are Poisson, so that a busy period begins with a set-up or without one
/// independently of all before. Rates are per second, times in seconds.
package struct MG1Setup: Sendable {
    private let queue: MG1
    package let setup: ServiceMoments
    /// Probability that a request which finds the server idle finds it switched off.
    package let offProbability: Double

    /// - Parameter idleTime: after which the server is switched off, constant or exponential.
    package init(
        arrivalRate: Double, service: ServiceMoments, setup: ServiceMoments,
        idleTime: Distribution = .deterministic(value: 0)
    ) {
        queue = MG1(arrivalRate: arrivalRate, service: service)
        self.setup = setup
        switch idleTime {
        case .deterministic(let time): offProbability = exp(-arrivalRate * time)
        case .exponential(let mean): offProbability = 1 / (1 + arrivalRate * mean)
        default: preconditionFailure("an idle server waits for a constant or an exponential time")
        }
    }

    /// What set-ups add to every wait, p (2 E[U] + λ E[U²]) / 2(1 + p λ E[U]) where a busy period begins with one with the
    /// probability p.
    package var meanExtraWait: Double {
        let rate = queue.arrivalRate
        return offProbability * (2 * setup.mean + rate * setup.second)
            / (2 * (1 + offProbability * rate * setup.mean))
    }

    package var meanWait: Double { queue.meanWait + meanExtraWait }

    package var meanTimeInSystem: Double { meanWait + queue.service.mean }

    /// Set-ups per second: at most one for each time without requests.
    package var setupRate: Double {
        let rate = queue.arrivalRate
        return offProbability * rate * (1 - queue.utilisation) / (1 + offProbability * rate * setup.mean)
    }
}
