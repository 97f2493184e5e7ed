import ArgumentParser
import BootProbe
import Profiles

/// `bootprobe throughput`.
struct Throughput: ProbeCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads images with ApacheBench, wrk and redis-benchmark.",
        discussion: """
            Each image is started once on each technology, and gets the load runs of its manifest one after another. \
            The run with the most requests in flight gives the saturated rate, the paced run, or else the one with one \
            connection, the latency of an unloaded replica; `bootprobe fit` makes a service profile of both. Results are stored beside the trials \
            of `bootprobe measure`.

            With --tool, the manifest's runs of these tools alone, and where it has none, one like the paper's: ab and \
            wrk with 100 connections for the path of the readiness rule, redis-benchmark with 10 connections of 10 \
            commands in flight.

            ab opens a connection for each request, wrk keeps its connections: where a service keeps them too, wrk leaves \
            out what opening one costs, and its rate is the higher one. ab makes a number of requests, wrk as many as fit \
            into a time; wrk cannot post.

            Paced requests come one now and then, at random instants, on connections of their own. A loop with one \
            connection leaves a service no time to become idle: caches stay warm, and under a CPU limit it takes all that \
            there is.

            Every run of ab and wrk is held against Little's law: as many requests must be in flight as there are \
            connections. A run that breaks it says more about hung connections or the load tool than about the service. \
            wrk's latencies bound the requests in flight from above only.

            A target that cannot be loaded is told with its reason, the others go on, and the exit status is 75.

            An image that needs another service gets it with --backing: that image runs as a process at the lab's gateway \
            while the others are loaded.

            EXAMPLES
              bootprobe throughput images/vote.yaml images/redis.yaml --technology process container
              bootprobe throughput examples/guests/beacon.yaml --tool ab wrk
              bootprobe throughput images/vote-replica.yaml --backing images/redis.yaml
            """)

    @OptionGroup var options: LaunchOptions

    @Option(
        name: .customLong("tool"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Load tools: ab, paced, redis-benchmark, wrk; the runs of the manifest when left out.", valueName: "tool"))
    var selectedTools: [ThroughputPlan.Tool] = []

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
        let images = try options.images().map { image throws(BootProbeError) in try image.loaded(by: selectedTools) }
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
        let loaded: [LoadedTarget]
        do {
            loaded = try runner.run(
                images, on: launchers, into: store,
                provenance: try .current(launchers: launchers, images: images),
                cancellation: interruption.cancellation
            ) { status in progress.update(done: status.done, of: status.total, detail: status.step) }
        } catch {
            try interruption.check("what was loaded completely is stored")
            throw error
        }
        progress.finish()
        let report = ThroughputReport(loaded)
        try options.format.print(report)
        try interruption.check("what was loaded completely is stored")
        if !report.failures.isEmpty {
            let names = report.failures.map { "\($0.image) as \($0.technology.label)" }
            throw BootProbeError(
                .failed,
                "could not load all images: \(names.joined(separator: ", ")); the results of the others are stored"
            )
        }
    }
}

extension ThroughputPlan.Tool: ExpressibleByArgument {}
