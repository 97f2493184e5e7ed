import Profiles

extension ServiceFit {
    /// How requests hold each other up, from the load of a replica that serves alone on; nil without runs of several.
    ///
    /// - Parameters:
    ///   - crowds: paced runs of several replicas.
    ///   - paced: those of one replica. The one whose rate is nearest to that of a replica among the crowds is what these are
    ///     compared with; it is best made shortly before, since how much a replica is held up by what has nothing to do with its
    ///     service differs from minute to minute.
    static func interference(
        of crowds: [ThroughputResult], _ paced: [ThroughputResult], _ idleness: Idleness?, under limit: CPULimit?
    ) -> [Interference]? {
        guard let rate = crowds.first?.ratePerReplica,
            let alone = paced.min(by: { abs($0.requestsPerSecond - rate) < abs($1.requestsPerSecond - rate) })
        else { return nil }
        let levels = ([alone] + crowds.filter { $0.requestsPerSecond > alone.requestsPerSecond }).map { run in
            // Each of several replicas may be warmer than the lone one was, or colder.
            let warmth =
                idleness.map { $0.latency(at: alone.requestsPerSecond) - $0.latency(at: run.ratePerReplica) } ?? 0
            return Interference(
                requestsPerSecond: run.requestsPerSecond,
                latency: runningPart(of: run, under: limit).mapped { max(0, $0 + warmth) })
        }
        return levels.count > 1 ? levels.sorted { $0.requestsPerSecond < $1.requestsPerSecond } : nil
    }
}

extension ThroughputResult {
    /// Requests per second that each replica got.
    fileprivate var ratePerReplica: Double { requestsPerSecond / Double(replicaCount) }
}
