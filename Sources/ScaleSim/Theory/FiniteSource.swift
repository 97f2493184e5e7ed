/// M/M/c//N: a closed loop of `clients` that each think for an exponential time, ask, and wait for the answer.
///
/// The machine-repair model: Kleinrock, "Queueing Systems", vol. 1 (1975), section 3.8; for one server, its throughput
/// holds for any distribution of the thinking. Rates are per second, times in seconds.
package struct FiniteSource: Sendable {
    package let clients: Int
    /// Mean thinking time.
    package let thinkTime: Double
    private let states: BirthDeath

    package init(clients: Int, thinkTime: Double, serviceRate: Double, servers: Int = 1) {
        precondition(clients >= 1 && servers >= 1, "there are a client and a server")
        precondition(thinkTime > 0 && serviceRate > 0, "times and rates are positive")
        self.clients = clients
        self.thinkTime = thinkTime
        states = BirthDeath(
            births: (0..<clients).map { Double(clients - $0) / thinkTime },
            deaths: (1...clients).map { Double(min($0, servers)) * serviceRate })
    }

    /// Probability of 0, 1, … `clients` requests in the system.
    package var probabilities: [Double] { states.probabilities }

    package var meanInSystem: Double { states.mean }

    /// Answers per second.
    package var throughput: Double { (Double(clients) - meanInSystem) / thinkTime }

    /// From asking to the answer, by Little's law.
    package var meanTimeInSystem: Double { meanInSystem / throughput }
}
