/// M/M/k/setup: up to `servers` servers; a request that finds none free switches one more on, which takes an exponential
/// set-up. Requests wait in one queue, first come first served. A server without a request is switched off: at once, or
/// with delayed-off after it has idled for an exponential time. Set-ups that no waiting request needs are broken off.
///
/// Gandhi, Doroudi, Harchol-Balter and Scheller-Wolf, "Exact analysis of the M/M/k/setup class of Markov chains via
/// recursive renewal reward", SIGMETRICS 2013; here solved as a quasi-birth–death process whose level is the number in
/// system and whose phase is the number of servers that are on. Rates are per second, times in seconds.
package struct MMkSetup: Sendable {
    package let arrivalRate: Double
    package let serviceRate: Double
    package let servers: Int
    private let chain: QuasiBirthDeath

    /// - Parameters:
    ///   - serviceRate: of one server.
    ///   - idleRate: of switching an idle server off; nil for at once.
    package init(
        arrivalRate: Double, serviceRate: Double, setupRate: Double, servers: Int, idleRate: Double? = nil
    ) {
        precondition(servers >= 1, "there is a server")
        precondition(arrivalRate > 0 && serviceRate > 0 && setupRate > 0, "rates are positive")
        precondition(idleRate.map { $0 > 0 } ?? true, "rates are positive")
        precondition(arrivalRate < Double(servers) * serviceRate, "the servers can carry the load")
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        chain = QuasiBirthDeath(
            // The level above all servers: at the one below it, a departure may still switch one off.
            homogeneous: servers + 1,
            // Without idling, no more servers are on than requests are there.
            phases: { level in (idleRate == nil ? min(level, servers) : servers) + 1 },
            moves: { level, on in
                var moves = [QuasiBirthDeath.Move(level: level + 1, phase: on, rate: arrivalRate)]
                let waiting = level - on
                if min(level, on) > 0 {
                    let switchesOff = idleRate == nil && waiting <= 0
                    moves.append(
                        .init(
                            level: level - 1, phase: switchesOff ? on - 1 : on,
                            rate: Double(min(level, on)) * serviceRate))
                }
                if waiting > 0, on < servers {
                    moves.append(
                        .init(level: level, phase: on + 1, rate: Double(min(waiting, servers - on)) * setupRate))
                }
                if waiting < 0, let idleRate {
                    moves.append(.init(level: level, phase: on - 1, rate: Double(-waiting) * idleRate))
                }
                return moves
            })
    }

    package var meanInSystem: Double { chain.meanLevel }

    /// By Little's law.
    package var meanTimeInSystem: Double { meanInSystem / arrivalRate }

    package var meanWait: Double { meanTimeInSystem - 1 / serviceRate }

    package var meanBusyServers: Double { chain.mean { Double(min($0, $1)) } }

    package var meanServersInSetup: Double {
        let servers = servers
        return chain.mean { level, on in Double(max(0, min(level, servers) - on)) }
    }

    package var meanIdleServers: Double { chain.mean { level, on in Double(max(0, on - level)) } }

    /// How far the numerical solution is from solving its equation, relative to the largest rate.
    package var residual: Double { chain.residual }
}
