/// M/G/c-PS: all requests are served at once, each with at most one of `servers` processors, and with an equal share of
/// all where there are more requests. Rates are per second, times in seconds.
///
/// The number in system has the distribution of M/M/c whatever the service times, and the mean time in system of a
/// request is in proportion to its own size (insensitivity): Kleinrock, "Queueing Systems", vol. 2 (1976), section
/// 4.4, for one server, x/(1−ρ); Cohen, "The multiple phase service network with generalized processor sharing", Acta
/// Informatica 12 (1979), for any number.
package struct ProcessorSharing: Sendable {
    package let meanSize: Double
    private let queue: MMc

    /// - Parameter meanSize: seconds that a request takes on a processor of its own.
    package init(arrivalRate: Double, meanSize: Double, servers: Int = 1) {
        precondition(meanSize > 0, "requests have a size")
        self.meanSize = meanSize
        queue = MMc(arrivalRate: arrivalRate, serviceRate: 1 / meanSize, servers: servers)
    }

    /// How many times as long a request takes as it would alone.
    package var slowdown: Double { queue.meanTimeInSystem / meanSize }

    package var meanTimeInSystem: Double { queue.meanTimeInSystem }

    /// Of the requests of one size.
    package func meanTimeInSystem(size: Double) -> Double { size * slowdown }

    package var meanInSystem: Double { queue.meanInSystem }
}
