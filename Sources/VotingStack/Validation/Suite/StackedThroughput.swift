import BootProbe
import Profiles
import Synchronization

/// Puts the replica that is loaded behind the stack's balancer, as those of a live run are: what the balancer takes is part
/// of what an unloaded request takes.
private final class BalancedReplica: Sendable {
    private let stack: Stack
    /// The number of the one behind the balancer.
    private let present = Mutex<Int?>(nil)

    init(of stack: Stack) { self.stack = stack }

    @Sendable func endpoint(of instance: any Instance) throws(BootProbeError) -> Endpoint {
        let number = instance.id.number
        let last = present.withLock { present in
            defer { present = number }
            return present
        }
        if last != number {
            if let last { try stack.haproxy.remove("loaded-\(last)") }
            try stack.haproxy.add("loaded-\(number)", at: instance.endpoint)
        }
        return stack.plan.frontend
    }
}

/// Load runs of images with the backing services up, by the tools that come with the images.
struct StackedThroughput {
    let images: DemoImages
    let run: RunDirectory
    let launchers: LauncherSet
    /// On which images are loaded.
    var technologies: Set<Technology> = [.process, .container]

    /// - Parameter loaded: what is loaded, each on those of `technologies` that it offers.
    func measure(
        _ loaded: [ImageManifest], into store: ProbeStore, _ provenance: Provenance, _ cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) -> ThroughputReport {
        let used = launchers.launchers.filter { technologies.contains($0.technology) }
        // The tools of the paper come with the images, so that every host uses the same.
        let tree = try TreeStore(cacheDirectory: CacheDirectory.path).tree(images.tree)
        let tools = try SubprocessToolRunner.inTree(tree, run: run)
        let measured = try images.withStack(in: run, launchers) { stack throws(BootProbeError) in
            try ThroughputRunner(tools: tools, pacedEndpoint: BalancedReplica(of: stack).endpoint).run(
                loaded, on: used, into: store, provenance: provenance, cancellation: cancellation
            ) { status in
                progress.update(done: status.done, of: status.total, detail: status.step)
            }
        }
        try cancellation.check()
        if let failure = measured.compactMap(\.failure).first { throw failure }
        return ThroughputReport(measured)
    }
}
