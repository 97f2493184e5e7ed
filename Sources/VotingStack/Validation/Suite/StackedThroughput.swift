import BootProbe
import Profiles

/// Load runs of images with the backing services up, by the tools that come with the images.
struct StackedThroughput {
    let images: DemoImages
    let run: RunDirectory
    let launchers: LauncherSet

    /// - Parameter loaded: what is loaded, each on those of its technologies that need no guest.
    func measure(
        _ loaded: [ImageManifest], into store: ProbeStore, _ provenance: Provenance, _ cancellation: Cancellation,
        progress: ProgressLine
    ) throws(BootProbeError) -> ThroughputReport {
        let stack = Stack(
            try images.stackPlan(vote: images.replica, in: run), launcher: try launchers.launcher(for: .process))
        try stack.up()
        defer { stack.down() }
        let light = launchers.launchers.filter { [.process, .container].contains($0.technology) }
        // The tools of the paper come with the images, so that every host uses the same.
        let tree = try TreeStore(cacheDirectory: CacheDirectory.path).tree(images.tree)
        let tools = try SubprocessToolRunner.inTree(tree, run: run)
        let measured = try ThroughputRunner(tools: tools).run(
            loaded, on: light, into: store, provenance: provenance, cancellation: cancellation
        ) { status in
            progress.update(done: status.done, of: status.total, detail: status.step)
        }
        try cancellation.check()
        if let failure = measured.compactMap(\.failure).first { throw failure }
        return ThroughputReport(measured)
    }
}
