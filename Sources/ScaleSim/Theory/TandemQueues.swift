/// Stations of M/M/c one after the other, each first come first served: in equilibrium they are as if independent.
///
/// Jackson, "Networks of waiting lines", Operations Research 5 (1957); that departures are Poisson again: Burke, "The
/// output of a queuing system", Operations Research 4 (1956). Rates are per second, times in seconds.
package struct TandemQueues: Sendable {
    package let stations: [MMc]

    /// - Parameter stations: rate and number of each station's servers, in the order in which requests visit them.
    package init(arrivalRate: Double, stations: [(serviceRate: Double, servers: Int)]) {
        precondition(!stations.isEmpty, "there is a station")
        self.stations = stations.map {
            MMc(arrivalRate: arrivalRate, serviceRate: $0.serviceRate, servers: $0.servers)
        }
    }

    /// Arrival at the first to departure from the last.
    package var meanTimeInSystem: Double { stations.reduce(0) { $0 + $1.meanTimeInSystem } }

    package var meanInSystem: Double { stations.reduce(0) { $0 + $1.meanInSystem } }
}
