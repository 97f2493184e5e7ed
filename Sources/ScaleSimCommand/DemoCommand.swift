import ArgumentParser
import BootProbe
import Foundation
import Profiles
import VotingStack

/// `scalesim demo`.
struct DemoCommand: SimulatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the whole loop: measure, fit, simulate, run live, validate, report.",
        discussion: """
            Measures the voting application as processes, containers and guests, fits what it measured, simulates a \
            flash crowd, runs the same crowd live with the same policy code, and prints both side by side. A technology \
            that this host lacks is left out, and said so.

            The first run builds a Debian root file system, which takes minutes and the network; it is kept in \
            ~/.cache/bootscale (or $BOOTSCALE_CACHE). An interrupted run continues its measurement.

            Results, in the output folder: report.html, probe.sqlite, profiles/, scenario/, simulations.json, \
            validation.json, observations.jsonl. In scenario/ are the flash crowd, and as voting.yaml the whole \
            application with the profiles that were measured, to go on with.
            """)

    @Option(help: "Folder of the results.", completion: .directory)
    var output = "out/demo"

    @Option(help: "Traffic of the flash crowd, scaled to this machine.", completion: .file(extensions: ["csv"]))
    var trace = "traces/flash-crowd.csv"

    @Option(help: "Python that has the packages of notebooks/requirements.txt.", completion: .file())
    var python = ".venv/bin/python"

    @Option(help: ArgumentHelp("Trials of each target, such as 20,vm=1,vote.vm=3.", valueName: "counts"))
    var trials = TrialCounts("20,vm=1,vote.vm=3,redis.vm=1")!

    @Option(parsing: .upToNextOption, help: "Technologies to measure.")
    var technologies: [Technology] = [.process, .container, .vm]

    @Option(help: "Seed of every order and draw.")
    var seed: UInt64 = 1

    @Flag(help: "Shorten the load runs to a tenth; for a first look.")
    var quick = false

    func validate() throws {
        let offered = DemoSettings.offeredTechnologies
        guard !technologies.isEmpty, offered.isSuperset(of: technologies) else {
            let names = offered.map(\.rawValue).sorted().joined(separator: ", ")
            throw ValidationError("--technologies must be among \(names)")
        }
    }

    func execute() throws {
        let start = HostInstant.now
        let settings = DemoSettings(
            output: output, python: python, trace: trace, trials: trials, technologies: Set(technologies), seed: seed,
            isQuick: quick)
        let console = DemoConsole()
        let images = try DemoImages()
        if Lab.isOnHost {
            try settings.check()
            console.step(1, "Building the images, where they are not built yet")
            try images.build(technologies: settings.technologies) { message, fraction in
                console.progress.update(fraction: fraction, detail: message)
            }
            console.progress.finish()
        }
        try Lab.enter()
        let interruption = Interruption()
        let demo = Demo(
            settings, images: images, console: console, run: try Lab.runDirectory(),
            cancellation: interruption.cancellation)
        let results = try interruption.guarding { try demo.results() }
        console.step(8, "Writing the report", expectedSeconds: 6)
        let report = URL(filePath: settings.report)
        try DemoReport(results).page.render(to: report, python: python)
        console.say(
            "done in \(ProgressState.duration(HostInstant.now.seconds(since: start))); the report: \(report.path)")
        console.say("go on with the whole application, as it was measured here:")
        for command in settings.furtherCommands(program: CommandLine.arguments[0]) { console.say("  \(command)") }
    }
}

extension Interruption {
    /// What `body` returns; where Ctrl-C ended it early, throws the exit status of that.
    func guarding<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch  where cancellation.isCancelled {
            ProgressLine.standardError("scalesim: interrupted; the same command continues the measurement\n")
            throw ExitCode(128 + SIGINT)
        }
    }
}
