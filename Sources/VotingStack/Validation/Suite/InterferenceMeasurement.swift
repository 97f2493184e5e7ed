import BootProbe
import Profiles

/// Measures how requests hold each other up on this machine: latencies of one replica and of more and more that serve side by side,
/// each at the image's fastest paced rate, up to about as many requests as a flash crowd of the suite sends.
package struct InterferenceMeasurement {
    private let image: ImageManifest
    private let launcher: any Launcher
    private let counts: [Int]
    private let seconds: Double

    /// For each replica: enough for the first requests to all of its workers.
    private static let warmUpRequests = 40

    /// - Parameters:
    ///   - counts: of replicas, ascending; by default as many as serve a flash crowd of the suite.
    ///   - seconds: for each of them.
    package init(image: ImageManifest, launcher: any Launcher, counts: [Int]? = nil, seconds: Double = 15) {
        self.image = image
        self.launcher = launcher
        self.counts = counts ?? (launcher.technology == .unikernel ? [1, 4, 8, 12] : [1, 2, 4, 6])
        self.seconds = seconds
    }

    /// - Returns: a run for each number of replicas, with a connection for each; none where the image has no paced load.
    /// - Throws: `failed` where a replica did not come up; none is left running.
    package func run(
        _ stack: Stack, _ cancellation: Cancellation, progress: ProgressLine
    ) throws(BootProbeError) -> [ThroughputResult] {
        guard var plan = image.fastestPacedLoad else { return [] }
        let ratePerReplica = plan.rate
        return try ReplicaGroup.with(image, on: launcher, of: stack) { group throws(BootProbeError) in
            var results: [ThroughputResult] = []
            for (done, count) in counts.enumerated() where !cancellation.isCancelled {
                progress.update(done: done, of: counts.count, detail: "\(image.name), \(count) replicas")
                let known = group.instances.count
                try group.grow(to: count, cancellation)
                for instance in group.instances.dropFirst(known) { instance.settle(cancellation) }
                plan.connections = count
                plan.rate = ratePerReplica * Double(count)
                plan.requests = Self.warmUpRequests * count
                _ = try PacedRequests(plan).run(against: stack.plan.frontend, cancellation: cancellation)
                plan.requests = Int(ratePerReplica * seconds) * count
                results.append(try load(group, plan, cancellation))
            }
            return results
        }
    }

    private func load(
        _ group: ReplicaGroup, _ plan: ThroughputPlan, _ cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        let instances = group.instances
        func cpuSeconds() -> Double? { instances.eachKnown { $0.cpuSeconds() }?.reduce(0, +) }
        let before = cpuSeconds()
        var (result, pace) = try HostPace.during { () throws(BootProbeError) in
            try PacedRequests(plan).run(
                against: group.stack.plan.frontend,
                throttledPeriods: { instances.eachKnown { $0.throttledPeriods() }?.reduce(0, +) },
                cancellation: cancellation)
        }
        result.replicas = instances.count
        result.account(cpuSecondsBefore: before, after: cpuSeconds(), pace)
        return result
    }
}
