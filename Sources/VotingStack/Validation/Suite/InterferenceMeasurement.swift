import BootProbe
import Profiles

/// Measures how requests hold each other up on this machine: latencies of one replica and of more and more that serve side by side,
/// each at the image's fastest paced rate, up to about as many requests as a flash crowd of the suite sends.
package struct InterferenceMeasurement {
    private let image: ImageManifest
    private let launcher: any Launcher
    private let counts: [Int]
    private let turns: Int
    private let seconds: Double
    private let leastRequests: Int

    /// For each replica: enough for the first requests to all of its workers.
    private static let warmUpRequests = 40

    /// - Parameters:
    ///   - counts: of replicas, ascending; by default as many as serve a flash crowd of the suite.
    ///   - turns: in which all of the counts are measured, as `inTurns` says.
    ///   - seconds: for each count in each turn, at least.
    ///   - leastRequests: the same, so that the longest percent of few replicas' latencies, with which all others are compared, is known
    ///     as well as that of many.
    package init(
        image: ImageManifest, launcher: any Launcher, counts: [Int]? = nil, turns: Int = 4, seconds: Double = 4,
        leastRequests: Int = 400
    ) {
        self.image = image
        self.launcher = launcher
        self.counts = counts ?? (launcher.technology == .unikernel ? [1, 4, 8, 12] : [1, 2, 4, 6])
        self.turns = turns
        self.seconds = seconds
        self.leastRequests = leastRequests
    }

    /// - Returns: a run for each number of replicas in each turn, with a connection for each replica; none where the image has no
    ///   paced load.
    /// - Throws: `failed` where a replica did not come up; none is left running.
    package func run(
        _ stack: Stack, _ cancellation: Cancellation, progress: ProgressLine
    ) throws(BootProbeError) -> [ThroughputResult] {
        guard let paced = image.fastestPacedLoad, let most = counts.last else { return [] }
        return try ReplicaGroup.with(image, on: launcher, of: stack) { group throws(BootProbeError) in
            try group.grow(to: most, cancellation)
            for instance in group.instances { instance.settle(cancellation) }
            let warmUp = paced.shared(by: most, requestsEach: Self.warmUpRequests)
            _ = try PacedRequests(warmUp).run(against: stack.plan.frontend, cancellation: cancellation)
            var results: [ThroughputResult] = []
            for (turn, count) in counts.inTurns(turns) where !cancellation.isCancelled {
                progress.update(
                    done: results.count, of: counts.count * turns, detail: "\(image.name), \(count) replicas")
                try group.route(to: count)
                results.append(try load(group, plan(paced, for: count), turn, cancellation))
            }
            return results
        }
    }

    private func plan(_ paced: ThroughputPlan, for count: Int) -> ThroughputPlan {
        let requests = max(paced.rate * seconds, Double(leastRequests) / Double(count))
        return paced.shared(by: count, requestsEach: Int(requests.rounded(.up)))
    }

    private func load(
        _ group: ReplicaGroup, _ plan: ThroughputPlan, _ turn: Int, _ cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        let instances = group.instances.prefix(plan.connections)
        var result = try ReplicaGroup.accounted(for: instances) { () throws(BootProbeError) in
            try PacedRequests(plan, turn: turn).run(
                against: group.stack.plan.frontend,
                throttledPeriods: { instances.eachKnown { $0.throttledPeriods() }?.reduce(0, +) },
                cancellation: cancellation)
        }
        result.replicas = instances.count
        return result
    }
}
