import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe throughput`.
struct Throughput: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads images with ApacheBench and redis-benchmark.",
        discussion: """
            Each image is started once on each technology, and gets the load runs of its manifest one after another. \
            The run with the most requests in flight gives the saturated rate, the run with one connection the latency \
            of an unloaded replica; `bootprobe fit` makes a service profile of both.

            Every run of ab is held against Little's law: as many requests must be in flight as there are connections. \
            A run that breaks it says more about hung connections or the load tool than about the service.

            An image that needs another service gets it with --backing: that image runs as a process at the lab's gateway \
            while the others are loaded.

            EXAMPLES
              bootprobe throughput images/vote.yaml images/redis.yaml --technology process container
              bootprobe throughput images/vote-replica.yaml --backing images/redis.yaml
            """)

    @OptionGroup var options: LaunchOptions

    @Option(
        parsing: .upToNextOption, help: "Manifests of services that the images need while they are loaded.",
        completion: .file(extensions: ["yaml"]))
    var backing: [String] = []

    @Option(help: "Seconds after which a load run is given up.")
    var limit: Double = 300

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be above 0") }
    }

    func execute() throws {
        let images = try options.images()
        let services = try backing.map { path in
            try ImageManifest.read(contentsOf: path).offered(on: [.process])
        }
        try Launchers.enterLab(with: images + services)
        let store = try ProbeStore(path: options.database)
        let progress = ProgressLine()
        let interruption = Interruption()
        let set = try Launchers.make(
            for: images + services, required: options.technologies,
            accelerator: options.accelerator, progress: progress)
        defer { set.shutDown() }
        let launchers = set.launchers
        let started = try set[.process].map { try BackingServices.start(services, with: $0) }
        defer { try? started?.stop() }
        let tools = try SubprocessToolRunner.host(or: images, run: try Lab.runDirectory())
        let runner = ThroughputRunner(tools: tools, timeoutSeconds: limit)
        progress.begin("loading")
        defer { progress.finish() }
        let measured: [(target: MeasuredTarget, results: [ThroughputResult])]
        do {
            measured = try runner.run(
                images, on: launchers, into: store,
                provenance: try .current(launchers: launchers, images: images),
                cancellation: interruption.cancellation
            ) { status in progress.update(done: status.done, of: status.total, detail: status.step) }
        } catch {
            try interruption.check("what was loaded completely is stored")
            throw error
        }
        progress.finish()
        try options.format.print(ThroughputReport(measured))
        try interruption.check("what was loaded completely is stored")
    }
}
