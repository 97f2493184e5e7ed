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

            With --runs each figure has an interval over the runs, and errors are medians over them: of one run, one \
            does not know what is chance.

            Results, in the output folder: validation.md, validation.json with both sides, and observations.jsonl with \
            what the live autoscaler saw at each evaluation.
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(help: "How the replicas run: process or container.")
    var technology: Technology = .container

    @Option(help: "How many times to run it live, each time with the arrivals of another replication.")
    var runs = 1

    @Option(help: "Folder of the results, made where it is missing; none are kept when left out.")
    var output: String?

    @Option(help: "How the comparison is printed: text or json.")
    var format: Run.Format = .text

    func validate() throws {
        guard (1...1000).contains(runs) else { throw ValidationError("--runs must be from 1 to 1000") }
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
        var outcomes: [ValidatedRun] = []
        for number in 0..<runs {
            progress.begin(
                runs == 1 ? "running live" : "running live, \(number + 1) of \(runs)",
                expectedSeconds: scenario.duration.seconds + 20)
            outcomes.append(
                try LiveValidation(scenario: scenario, plan: plan).run(
                    number: number, launcher: try launchers.launcher(for: technology),
                    services: try launchers.launcher(for: .process),
                    threads: ProcessInfo.processInfo.activeProcessorCount))
            progress.finish()
            // What there is is kept, whatever becomes of the next run.
            if let output { try ValidationDocument(outcomes).write(to: output) }
        }
        if let fault = scenario.traffic.fault { throw fault }
        let report = ValidationReport(outcomes)
        switch format {
        case .text: print(report.text, terminator: "")
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(report))
        }
    }
}
