import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim
import VotingStack

/// `scalesim validate`.
struct Validate: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scenario live on the voting stack, simulate it, and print both side by side.",
        discussion: """
            The scenario is one of `scalesim run`; its profile must have been measured on this machine, on the \
            technology that the replicas run on. The live run gets the arrivals of the first replication, open \
            loop; the simulation gets the same instants. Nothing is fitted to the live run. What only the simulator \
            does (several services, users, nodes, faults, retries, limits on queues, warm pools, launches by the \
            request) is refused before anything is launched.

              scalesim validate out/demo/scenario/flash-crowd.yaml --output out/validation

            Results, in the output folder: validation.json with both runs, and observations.jsonl with what the live \
            autoscaler saw at each evaluation.
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(help: "How the replicas run: process or container.")
    var technology: Technology = .container

    @Option(help: "Folder of the results, made where it is missing; none are kept when left out.")
    var output: String?

    @Option(help: "How the comparison is printed: text or json.")
    var format: Run.Format = .text

    func validate() throws {
        guard technology == .process || technology == .container else {
            throw ValidationError("--technology must be process or container")
        }
    }

    func execute() throws {
        let scenario = try LiveScenario.read(contentsOf: scenario)
        for note in scenario.notes { ProgressLine.standardError("scalesim: \(note)\n") }
        if let output { try FileSystem.createWritableDirectory(output) }
        let images = try DemoImages()
        let progress = ProgressLine()
        if Lab.isOnHost {
            progress.begin("building the images")
            try images.build(technologies: [technology]) { message, fraction in
                progress.update(fraction: fraction, detail: message)
            }
            progress.finish()
        }
        try Lab.enter()
        let run = try Lab.runDirectory()
        let launchers = try LauncherSet.open(
            for: [images.replica, images.vote], technologies: [.process, technology], run: run)
        defer { launchers.shutDown() }
        let plan = StackPlan(
            tree: images.tree, vote: images.replica, result: images.result, workerPath: StackResources.workerPath,
            folder: try run.folder("stack"), durability: .everySecond)
        progress.begin("running live", expectedSeconds: scenario.duration.seconds + 20)
        let outcome = try LiveValidation(scenario: scenario, plan: plan).run(
            launcher: try launchers.launcher(for: technology), services: try launchers.launcher(for: .process),
            threads: ProcessInfo.processInfo.activeProcessorCount)
        progress.finish()
        if let fault = scenario.traffic.fault { throw fault }
        if let output { try ValidationDocument(outcome).write(to: output) }
        switch format {
        case .text: print(outcome.report.text, terminator: "")
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(outcome.report))
        }
    }
}
