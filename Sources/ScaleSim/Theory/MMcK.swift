/// M/M/c/K: as M/M/c, but with room for `capacity` requests, those in service included; who finds no room is lost.
///
/// Kleinrock, "Queueing Systems", vol. 1 (1975), sections 3.6 and 3.7. With as much room as servers it is M/M/c/c, whose
/// blocking, Erlang B, holds for any service of the same mean. Rates are per second, times in seconds.
package struct MMcK: Sendable {
    package let arrivalRate: Double
    /// Of one server.
    package let serviceRate: Double
    package let servers: Int
    private let states: BirthDeath

    package init(arrivalRate: Double, serviceRate: Double, servers: Int, capacity: Int) {
        precondition(servers >= 1, "there is a server")
        precondition(capacity >= servers, "there is room for the requests in service")
        precondition(arrivalRate > 0 && serviceRate > 0, "rates are positive")
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        states = BirthDeath(
            births: [Double](repeating: arrivalRate, count: capacity),
            deaths: (1...capacity).map { Double(min($0, servers)) * serviceRate })
    }

    /// Probability of 0, 1, … `capacity` requests in the system.
    package var probabilities: [Double] { states.probabilities }

    /// The share of the requests that are lost.
    package var blocking: Double { probabilities[probabilities.count - 1] }

    /// Requests that are let in, per second.
    package var throughput: Double { arrivalRate * (1 - blocking) }

    package var meanInSystem: Double { states.mean }

    package var meanBusyServers: Double { throughput / serviceRate }

    /// Of those that are let in, by Little's law.
    package var meanTimeInSystem: Double { meanInSystem / throughput }

    /// Of those that are let in.
    package var meanWait: Double { meanTimeInSystem - 1 / serviceRate }

    /// The share of those let in that do not start at once.
    package var waitingProbability: Double {
        probabilities.dropLast().dropFirst(servers).reduce(0, +) / (1 - blocking)
    }
}
