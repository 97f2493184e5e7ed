import Foundation
import Profiles

/// Starts each image, loads it as its manifest says, and stores each result.
package struct ThroughputRunner: Sendable {
    /// What is told before each load run.
    package struct Status: Sendable {
        package var done: Int
        package var total: Int
        /// For example `vote as process, ab with 100 connections`.
        package var step: String
    }

    private let tools: any ToolRunner
    /// No load run may take longer; it is then killed.
    private let timeoutSeconds: Double
    private let trial: CampaignRunner.Trial
    /// Where paced requests are sent for an instance.
    private let pacedEndpoint: @Sendable (any Instance) throws(BootProbeError) -> Endpoint

    /// - Parameter pacedEndpoint: where paced requests are sent for an instance, such as a balancer in front of it; by
    ///   default to the instance itself.
    package init(
        tools: any ToolRunner, timeoutSeconds: Double = 300,
        pacedEndpoint: @escaping @Sendable (any Instance) throws(BootProbeError) -> Endpoint = { $0.endpoint },
        trial: @escaping CampaignRunner.Trial = Self.launch
    ) {
        self.tools = tools
        self.timeoutSeconds = timeoutSeconds
        self.trial = trial
        self.pacedEndpoint = pacedEndpoint
    }

    /// A second answer would hide what the instance does by itself after the first.
    package static let launch: CampaignRunner.Trial = {
        staged, image, technology, cancellation throws(BootProbeError) in
        try staged.timed(image, on: technology, pacing: ProbePacing(asksTwice: false), cancellation: cancellation)
    }

    /// Loads every image on every launcher whose technology it offers, and returns what came of it by target.
    ///
    /// A new instance serves all load runs of an image, in the manifest's order, so that those after the first find it
    /// warm. Under a quota, which makes a fresh instance slow for long, the first run is made on four others before: which of the
    /// workers answers first, and which meets which request, is chance, and decides what is left to do. Where an image does
    /// not become ready, or a tool fails, that is the failure of its target, whose results until then are kept, and the next
    /// target follows. Throws where an instance cannot be ended, or the store fails.
    package func run(
        _ images: [ImageManifest], on launchers: [any Launcher], into store: ProbeStore, provenance: Provenance,
        cancellation: Cancellation = Cancellation(), report: (Status) -> Void = { _ in }
    ) throws(BootProbeError) -> [LoadedTarget] {
        let pairs = images.filter { !$0.throughput.isEmpty }.flatMap { image in
            launchers.filter { image.variant($0.technology) != nil }.map { (image, $0) }
        }
        let runs = pairs.map { Self.runs(of: $0, on: $1.technology) }
        let total = runs.joined().joined().count
        var done = 0
        var instances = 0
        var all: [LoadedTarget] = []
        for ((image, launcher), runs) in zip(pairs, runs) {
            if cancellation.isCancelled { break }
            let target = MeasuredTarget(image: image, launcher: launcher, host: provenance.host)
            let loaded = try load(image, launcher, as: target, runs, firstInstance: instances, cancellation) {
                step, made in
                report(Status(done: done + made, total: total, step: "\(target.name), \(step)"))
            }
            done += runs.joined().count
            instances += runs.count
            if !loaded.results.isEmpty { try store.record(loaded.results, of: target, provenance: provenance) }
            all.append(loaded)
        }
        return all
    }

    /// The load runs that each instance of an image serves.
    private static func runs(
        of image: ImageManifest, on technology: Technology
    ) -> [ArraySlice<ThroughputPlan>] {
        let isLimited = image.variant(technology)?.cpus ?? 1 < 1
        return Array(repeating: image.throughput.prefix(1), count: isLimited ? freshInstances - 1 : 0)
            + [image.throughput[...]]
    }

    private static let freshInstances = 5

    /// - Parameter runs: of each instance.
    private func load(
        _ image: ImageManifest, _ launcher: any Launcher, as target: MeasuredTarget,
        _ runs: [ArraySlice<ThroughputPlan>], firstInstance: Int, _ cancellation: Cancellation,
        report: (_ step: String, _ made: Int) -> Void
    ) throws(BootProbeError) -> LoadedTarget {
        var loaded = LoadedTarget(target)
        do throws(BootProbeError) {
            try launcher.prepare(image)
        } catch {
            if !cancellation.isCancelled { loaded.failure = error }
        }
        var made = 0
        for (place, plans) in runs.enumerated() where loaded.failure == nil && !cancellation.isCancelled {
            let id = InstanceID(number: firstInstance + place)
            try load(image, launcher, as: id, plans, into: &loaded, cancellation) { report($0, made + $1) }
            made += plans.count
        }
        return loaded
    }

    /// Starts an instance, adds what loading it found, and ends it.
    private func load(
        _ image: ImageManifest, _ launcher: any Launcher, as id: InstanceID, _ plans: ArraySlice<ThroughputPlan>,
        into loaded: inout LoadedTarget, _ cancellation: Cancellation, report: (_ step: String, _ made: Int) -> Void
    ) throws(BootProbeError) {
        report("booting", 0)
        let launch: TimedLaunch
        do throws(BootProbeError) {
            launch = try trial(try launcher.stage(image, as: id), image, launcher.technology, cancellation)
        } catch {
            // A launch that the user ended has not failed.
            if !cancellation.isCancelled { loaded.failure = error }
            return
        }
        do throws(BootProbeError) {
            try launch.requireAnswer(of: image, on: launcher.technology)
            let settlingSeconds = launch.instance.settle(cancellation)
            for (made, plan) in plans.enumerated() where !cancellation.isCancelled {
                report("\(plan.tool.rawValue) with \(plan.connections) connections", made)
                var results = try run(plan, against: launch.instance, cancellation)
                if made == 0 {
                    for index in results.indices {
                        results[index].isFresh = true
                        results[index].settlingSeconds = settlingSeconds
                    }
                }
                loaded.results += results
            }
        } catch {
            if !cancellation.isCancelled { loaded.failure = error }
        }
        try launch.instance.destroy()
    }

    private func run(
        _ plan: ThroughputPlan, against instance: any Instance, _ cancellation: Cancellation
    ) throws(BootProbeError) -> [ThroughputResult] {
        let before = instance.cpuSeconds()
        let threadsBefore = instance.threadSeconds()
        var (results, pace) = try HostPace.during { () throws(BootProbeError) in
            try load(plan, against: instance, cancellation)
        }
        // Several operations share a run of redis-benchmark.
        guard plan.tool != .redisBenchmark else { return results }
        for index in results.indices {
            results[index].account(cpuSecondsBefore: before, after: instance.cpuSeconds(), pace)
            results[index].busyThreads = ThreadTimes.busy(from: threadsBefore, to: instance.threadSeconds())
        }
        return results
    }

    /// One result for each operation of the plan.
    private func load(
        _ plan: ThroughputPlan, against instance: any Instance, _ cancellation: Cancellation
    ) throws(BootProbeError) -> [ThroughputResult] {
        switch plan.tool {
        case .apacheBench:
            [
                try ApacheBench.run(
                    plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                    cancellation: cancellation)
            ]
        case .wrk:
            [
                try Wrk.run(
                    plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                    cancellation: cancellation)
            ]
        case .paced:
            [
                try PacedRequests(plan).run(
                    against: pacedEndpoint(instance), throttledPeriods: instance.throttledPeriods,
                    cancellation: cancellation)
            ]
        case .redisBenchmark:
            try RedisBenchmark.run(
                plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                cancellation: cancellation)
        }
    }
}
