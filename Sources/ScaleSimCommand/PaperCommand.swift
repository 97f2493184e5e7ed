import ArgumentParser
import BootProbe
import Foundation
import Profiles
import VotingStack

/// `scalesim paper`.
struct PaperCommand: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Measure the paper's Tables 1 to 4 on this host, beside the paper's own numbers.",
        discussion: """
            Redis, result and vote are launched as processes, containers and guests, and loaded as in the paper: \
            redis-benchmark with 10 connections of 10 pipelined commands, ab with 100 connections. Table 4 becomes a \
            campaign of many starts. Every figure stands beside the paper's, and what contradicts itself there or here \
            is said, by Little's law.

            Images for the paper's other systems are yours to supply: a manifest named SERVICE-SYSTEM in --images fills \
            that cell, such as redis-rumprun, result-osv or vote-netbsd; any other SYSTEM is a column of its own. What is \
            absent stands as such, with what to supply.

            The first run builds a Debian root file system, which takes minutes and the network. An interrupted run \
            continues.

            Results, in the output folder: report.html with the Figures 1 to 3 and Table 4's distributions, tables.md, \
            paper.json, probe.sqlite.
            """)

    @Option(help: "Folder of the results.", completion: .directory)
    var output = "out/paper"

    @Option(help: "Folder of the manifests that you supply.", completion: .directory)
    var images = "examples/guests"

    @Option(help: "Python that has the packages of notebooks/requirements.txt.", completion: .file())
    var python = ".venv/bin/python"

    @Option(help: ArgumentHelp("Starts of each target of Table 4, such as 10,vm=3,vote.vm=5.", valueName: "counts"))
    var trials = TrialCounts("10,vm=3,microvm=5")!

    @Option(parsing: .upToNextOption, help: "Technologies of our own images.")
    var technologies: [Technology] = [.process, .container, .vm, .microvm]

    @Option(help: "Requests of each run of ab; a fifth where a guest is emulated, but no fewer than 2000.")
    var abRequests = 10_000

    @Option(help: "Requests of each command of redis-benchmark; a fifth where a guest is emulated.")
    var redisRequests = 200_000

    @Option(help: "Seconds after which a load run is given up.")
    var limit: Double = 300

    @Option(help: "Seed of the order of trials.")
    var seed: UInt64 = 1

    func validate() throws {
        let offered = PaperSettings.offeredTechnologies
        guard !technologies.isEmpty, offered.isSuperset(of: technologies) else {
            let names = offered.map(\.rawValue).sorted().joined(separator: ", ")
            throw ValidationError("--technologies must be among \(names)")
        }
        guard abRequests >= PaperLoad.httpConnections else {
            throw ValidationError("--ab-requests must be at least \(PaperLoad.httpConnections), one a connection")
        }
        guard redisRequests >= 1000 else {
            throw ValidationError("--redis-requests must be at least 1000: LRANGE_600 reads a list that they fill")
        }
        guard limit > 0 else { throw ValidationError("--limit must be above 0") }
    }

    func execute() throws {
        let start = HostInstant.now
        let settings = PaperSettings(
            output: output, python: python, trials: trials,
            load: PaperLoad(httpRequests: abRequests, redisRequests: redisRequests), limitSeconds: limit, seed: seed)
        let console = DemoConsole(steps: 4)
        let selected = Set(technologies)
        let images = PaperImages(
            own: try DemoImages(), supplied: try SuppliedManifests(folder: self.images), technologies: selected)
        let published = try PaperTables.published()
        if Lab.isOnHost {
            try ReportPage.checkRenderer(python: python)
            try FileSystem.createWritableDirectory(output)
            console.step(1, "Building the images, where they are not built yet")
            try images.own.build(technologies: selected) { message, fraction in
                console.progress.update(fraction: fraction, detail: message)
            }
            console.progress.finish()
        }
        try Lab.enter()
        let interruption = Interruption()
        let run = PaperRun(
            settings, images: images, published: published, console: console, run: try Lab.runDirectory(),
            cancellation: interruption.cancellation)
        let document = PaperDocument(try interruption.guarding { try run.results() }, images: images)
        console.step(4, "Writing the report", expectedSeconds: 6)
        try document.write(to: output)
        let report = URL(filePath: settings.report)
        try document.page.render(to: report, python: python)
        console.say(document.text)
        console.say(
            "\ndone in \(ProgressState.duration(HostInstant.now.seconds(since: start))); the report: \(report.path)")
    }
}
