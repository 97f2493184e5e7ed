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
    /// warm. Where an image does not become ready, or a tool fails, that is the failure of its target, whose results
    /// until then are kept, and the next target follows. Throws where an instance cannot be ended, or the store fails.
    package func run(
        _ images: [ImageManifest], on launchers: [any Launcher], into store: ProbeStore, provenance: Provenance,
        cancellation: Cancellation = Cancellation(), report: (Status) -> Void = { _ in }
    ) throws(BootProbeError) -> [LoadedTarget] {
        let pairs = images.filter { !$0.throughput.isEmpty }.flatMap { image in
            launchers.filter { image.variant($0.technology) != nil }.map { (image, $0) }
        }
        let total = pairs.reduce(0) { $0 + $1.0.throughput.count }
        var before = 0
        var all: [LoadedTarget] = []
        for (index, (image, launcher)) in pairs.enumerated() {
            if cancellation.isCancelled { break }
            let target = MeasuredTarget(image: image, launcher: launcher, host: provenance.host)
            let loaded = try load(
                image, launcher, as: InstanceID(number: index), target: target, cancellation
            ) { step, done in
                report(Status(done: before + done, total: total, step: "\(target.name), \(step)"))
            }
            before += image.throughput.count
            if !loaded.results.isEmpty { try store.record(loaded.results, of: target, provenance: provenance) }
            all.append(loaded)
        }
        return all
    }

    private func load(
        _ image: ImageManifest, _ launcher: any Launcher, as id: InstanceID, target: MeasuredTarget,
        _ cancellation: Cancellation, report: (_ step: String, _ done: Int) -> Void
    ) throws(BootProbeError) -> LoadedTarget {
        var loaded = LoadedTarget(target)
        let instance: any Instance
        let settlingSeconds: Double?
        do throws(BootProbeError) {
            (instance, settlingSeconds) = try settled(image, launcher, id, cancellation) { report("settling", 0) }
        } catch {
            // A launch that the user ended has not failed.
            if !cancellation.isCancelled { loaded.failure = error }
            return loaded
        }
        do throws(BootProbeError) {
            for (done, plan) in image.throughput.enumerated() where !cancellation.isCancelled {
                report("\(plan.tool.rawValue) with \(plan.connections) connections", done)
                var results = try run(plan, against: instance, cancellation)
                if done == 0 {
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
        try instance.destroy()
        return loaded
    }

    /// An instance that has come to rest after its boot.
    ///
    /// - Returns: with it, the CPU seconds that coming to rest took in the mean of several instances where a quota makes it long:
    ///   which worker happens to answer first decides how far the others are.
    private func settled(
        _ image: ImageManifest, _ launcher: any Launcher, _ id: InstanceID, _ cancellation: Cancellation,
        report: () -> Void
    ) throws(BootProbeError) -> (any Instance, settlingSeconds: Double?) {
        try launcher.prepare(image)
        let isLimited = image.variant(launcher.technology)?.cpus ?? 1 < 1
        var seconds: [Double] = []
        for _ in 1..<(isLimited ? Self.settlingInstances : 1) where !cancellation.isCancelled {
            report()
            let (instance, settling) = try ready(image, launcher, id, cancellation)
            try instance.destroy()
            if let settling { seconds.append(settling) }
        }
        let (instance, settling) = try ready(image, launcher, id, cancellation)
        if let settling { seconds.append(settling) }
        return (instance, seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count))
    }

    private static let settlingInstances = 5

    private func ready(
        _ image: ImageManifest, _ launcher: any Launcher, _ id: InstanceID, _ cancellation: Cancellation
    ) throws(BootProbeError) -> (any Instance, settlingSeconds: Double?) {
        let launch = try trial(try launcher.stage(image, as: id), image, launcher.technology, cancellation)
        if launch.result.firstAnswer != nil {
            return (launch.instance, settle(launch.instance, cancellation))
        }
        let console = launch.instance.consoleTail()
        try launch.instance.destroy()
        throw BootProbeError(
            .failed, "\(image.name) as \(launcher.technology.rawValue) did not become ready: \(launch.result.outcome)",
            underlying: console)
    }

    /// Waits until what else a boot starts behind its first answer, such as further workers, is done.
    ///
    /// - Returns: the CPU seconds that it took; nil where the host cannot tell.
    private func settle(_ instance: any Instance, _ cancellation: Cancellation) -> Double? {
        let begin = HostInstant.now
        guard let first = instance.cpuSeconds() else { return nil }
        var before = first
        while !cancellation.isCancelled, HostInstant.now.seconds(since: begin) < Self.longestSettlingSeconds {
            Thread.sleep(forTimeInterval: Self.settlingStepSeconds)
            guard let now = instance.cpuSeconds() else { return nil }
            if now - before < Self.idleShare * Self.settlingStepSeconds { return before - first }
            before = now
        }
        return before - first
    }

    private static let longestSettlingSeconds = 10.0
    private static let settlingStepSeconds = 0.5
    /// Of a CPU, what a service takes that has nothing to do.
    private static let idleShare = 0.005

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
            if let before, let after = instance.cpuSeconds(), results[index].requests > 0 {
                results[index].cpuSecondsPerRequest = (after - before) / Double(results[index].requests)
            }
            results[index].busyThreads = ThreadTimes.busy(from: threadsBefore, to: instance.threadSeconds())
            results[index].hostPaceSeconds = pace.seconds
            if results[index].requests > 0 {
                results[index].hostSecondsPerRequest = pace.busySeconds / Double(results[index].requests)
            }
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
        case .paced: [try PacedRequests(plan).run(against: pacedEndpoint(instance), cancellation: cancellation)]
        case .redisBenchmark:
            try RedisBenchmark.run(
                plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                cancellation: cancellation)
        }
    }
}
