import BootProbe
import Foundation
import Profiles

/// Measures how much replicas that boot slow a busy one down: one replica gets as many requests as it can serve, in turns while as many
/// others boot at once as a flash crowd of the suite starts, and while none does.
package struct BootInterferenceMeasurement {
    private let image: ImageManifest
    private let launcher: any Launcher
    private let boots: Int
    private let turns: Int
    private let seconds: Double

    /// Apart from the instances of a campaign, of the group, and of the stack's services.
    private static let firstInstance = 800
    /// Keep a replica busy, whatever it waits for.
    private static let connections = 8
    /// So much more than the fastest paced load that each request is late, and follows the one before at once.
    private static let overload = 50.0

    /// - Parameters:
    ///   - boots: at a time.
    ///   - seconds: without boots in each turn.
    package init(
        image: ImageManifest, launcher: any Launcher, boots: Int = ReplicaMeasurement.bootsTogether, turns: Int = 4,
        seconds: Double = 4
    ) {
        self.image = image
        self.launcher = launcher
        self.boots = boots
        self.turns = turns
        self.seconds = seconds
    }

    /// - Returns: for each turn a run without boots and one that ends with the last boot; none where the image has no paced load.
    /// - Throws: `failed` where a replica did not come up; none is left running.
    package func run(
        _ stack: Stack, _ cancellation: Cancellation, progress: ProgressLine
    ) throws(BootProbeError) -> [ThroughputResult] {
        guard let paced = image.fastestPacedLoad else { return [] }
        return try ReplicaGroup.with(image, on: launcher, of: stack) { group throws(BootProbeError) in
            try group.grow(to: 1, cancellation)
            group.instances[0].settle(cancellation)
            var results: [ThroughputResult] = []
            for (turn, count) in [0, boots].inTurns(turns) where !cancellation.isCancelled {
                progress.update(done: results.count, of: 2 * turns, detail: "\(image.name), \(count) boots")
                results.append(try load(group, overloading(paced), turn, besideBoots: count, cancellation))
            }
            return results
        }
    }

    /// Loads the replica until as many have booted, which are then ended.
    private func load(
        _ group: ReplicaGroup, _ plan: ThroughputPlan, _ turn: Int, besideBoots count: Int, _ cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        var launches: [TimedLaunch] = []
        let loaded = Result { () throws(BootProbeError) in
            try ReplicaGroup.accounted(for: group.instances) { () throws(BootProbeError) in
                try ReplicaGroup.whileSending(plan, turn: turn, to: group.stack.plan.frontend) {
                    () throws(BootProbeError) in
                    if count == 0 { Thread.sleep(forTimeInterval: seconds) }
                    try boot(count, into: &launches, cancellation)
                }.load
            }
        }
        try endAll(launches.map(\.instance))
        var result = try loaded.get()
        result.boots = launches.compactMap(\.timeToFirstResponse).reduce(0, +) / result.lastedSeconds
        return result
    }

    private func overloading(_ paced: ThroughputPlan) -> ThroughputPlan {
        var plan = paced
        plan.connections = Self.connections
        plan.rate *= Self.overload
        // More than can be served in any turn.
        plan.requests = 1_000_000
        return plan
    }

    /// Boots as many at once, and waits until all have answered; what was launched is the caller's to end.
    private func boot(
        _ count: Int, into launches: inout [TimedLaunch], _ cancellation: Cancellation
    ) throws(BootProbeError) {
        let threads = (0..<count).map { number in
            DedicatedThread(name: "boot") { () throws(BootProbeError) in
                try launcher.timedLaunch(
                    image, as: InstanceID(number: Self.firstInstance + number), pacing: ProbePacing(asksTwice: false),
                    cancellation: cancellation)
            }
        }
        let outcomes = threads.map { thread in Result { () throws(BootProbeError) in try thread.wait() } }
        launches = outcomes.compactMap { try? $0.get() }
        for outcome in outcomes { try outcome.get().requireAnswer(of: image, on: launcher.technology) }
    }
}
