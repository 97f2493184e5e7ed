import Profiles

extension ServiceFit {
    /// How requests hold each other up, from the load of a replica that serves alone on; nil without runs of several.
    ///
    /// - Parameters:
    ///   - crowds: paced runs of several replicas.
    ///   - paced: those of one replica with one connection, whose requests meet no others. The one whose rate is nearest to that
    ///     of a replica among the crowds is what these are compared with; one made together with them before all others, since
    ///     how much a replica is held up by what has nothing to do with its service differs from minute to minute.
    static func interference(
        of crowds: [ThroughputResult], _ paced: [ThroughputResult], _ idleness: Idleness?, under limit: CPULimit?
    ) -> [Interference]? {
        guard let rate = crowds.first?.ratePerReplica else { return nil }
        let together = paced.filter { $0.replicas != nil }
        guard
            let alone = (together.isEmpty ? paced : together).min(by: {
                abs($0.requestsPerSecond - rate) < abs($1.requestsPerSecond - rate)
            })
        else { return nil }
        let levels = ([alone] + crowds).map { run in
            // Each of several replicas may be warmer than the lone one was, or colder.
            let warmth =
                idleness.map { $0.latency(at: alone.requestsPerSecond) - $0.latency(at: run.ratePerReplica) } ?? 0
            return Interference(
                requestsPerSecond: run.requestsOfOthersPerSecond,
                latency: runningPart(of: run, under: limit).mapped { max(0, $0 + warmth) })
        }
        return levels.count > 1 ? levels.sorted { $0.requestsPerSecond < $1.requestsPerSecond } : nil
    }
}

extension ThroughputResult {
    /// Requests per second that each replica got.
    fileprivate var ratePerReplica: Double { requestsPerSecond / Double(replicaCount) }

    /// Requests per second that a paced one may meet: those of its own connection come one after another. At random instants
    /// (Poisson) a request may meet all others, which come at the rate of the whole load.
    fileprivate var requestsOfOthersPerSecond: Double {
        requestsPerSecond * Double(connections - 1) / Double(connections)
    }
}
