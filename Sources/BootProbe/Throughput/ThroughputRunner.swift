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

    package init(
        tools: any ToolRunner, timeoutSeconds: Double = 300,
        trial: @escaping CampaignRunner.Trial = CampaignRunner.timedLaunch
    ) {
        self.tools = tools
        self.timeoutSeconds = timeoutSeconds
        self.trial = trial
    }

    /// Loads every image on every launcher whose technology it offers, and returns the results by target.
    ///
    /// A new instance serves all load runs of an image, in the manifest's order, so that those after the first find it
    /// warm. Throws where an image does not become ready, or a tool fails; what was stored until then stays.
    package func run(
        _ images: [ImageManifest], on launchers: [any Launcher], into store: ProbeStore, provenance: Provenance,
        cancellation: Cancellation = Cancellation(), report: (Status) -> Void = { _ in }
    ) throws(BootProbeError) -> [(target: MeasuredTarget, results: [ThroughputResult])] {
        let pairs = images.flatMap { image in
            launchers.filter { image.variant($0.technology) != nil }.map { (image, $0) }
        }
        let total = pairs.reduce(0) { $0 + $1.0.throughput.count }
        var done = 0
        var all: [(target: MeasuredTarget, results: [ThroughputResult])] = []
        for (index, (image, launcher)) in pairs.enumerated() where !image.throughput.isEmpty {
            if cancellation.isCancelled { break }
            let target = MeasuredTarget(image: image, launcher: launcher, host: provenance.host)
            let instance = try ready(image, launcher, InstanceID(number: index), cancellation)
            let results: [ThroughputResult]
            do throws(BootProbeError) {
                results = try load(instance, image.throughput, cancellation) { plan in
                    let step = "\(target.name), \(plan.tool.rawValue) with \(plan.connections) connections"
                    report(Status(done: done, total: total, step: step))
                    done += 1
                }
            } catch {
                try instance.destroy()
                throw error
            }
            try instance.destroy()
            try store.record(results, of: target, provenance: provenance)
            all.append((target, results))
        }
        return all
    }

    private func ready(
        _ image: ImageManifest, _ launcher: any Launcher, _ id: InstanceID, _ cancellation: Cancellation
    ) throws(BootProbeError) -> any Instance {
        try launcher.prepare(image)
        let launch = try trial(try launcher.stage(image, as: id), image, launcher.technology, cancellation)
        if launch.result.firstAnswer != nil { return launch.instance }
        let console = launch.instance.consoleTail()
        try launch.instance.destroy()
        throw BootProbeError(
            .failed, "\(image.name) as \(launcher.technology.rawValue) did not become ready: \(launch.result.outcome)",
            underlying: console)
    }

    private func load(
        _ instance: any Instance, _ plans: [ThroughputPlan], _ cancellation: Cancellation,
        report: (ThroughputPlan) -> Void
    ) throws(BootProbeError) -> [ThroughputResult] {
        var results: [ThroughputResult] = []
        for plan in plans where !cancellation.isCancelled {
            report(plan)
            switch plan.tool {
            case .apacheBench:
                let before = instance.cpuSeconds()
                var result = try ApacheBench.run(
                    plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                    cancellation: cancellation)
                if let before, let after = instance.cpuSeconds() {
                    result.cpuSecondsPerRequest = (after - before) / Double(result.requests)
                }
                results.append(result)
            case .redisBenchmark:
                results += try RedisBenchmark.run(
                    plan, against: instance.endpoint, with: tools, timeoutSeconds: timeoutSeconds,
                    cancellation: cancellation)
            }
        }
        return results
    }
}
