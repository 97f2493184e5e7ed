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
            does (services beside the page and its worker, users, nodes, faults but crashes, retries, limits on queues, warm pools, launches by \
            the request) is refused before anything is launched.

              scalesim validate out/demo/scenario/flash-crowd.yaml --output out/validation
              scalesim validate --runs 5 --output out/validation

            Without a scenario a suite of them runs, scaled to this machine: steady rates, a ramp, a flash crowd under \
            three autoscalers, crashes, a way to zero and back, and workers that KEDA scales by their queue. Each round of \
            it (--runs of them, about 25 minutes each) measures the replica first and then runs every scenario once. The \
            same command goes on where it was ended, and with --again the live runs of the output folder are simulated \
            once more, with profiles fitted anew, and nothing is launched.

            With --paper nothing is launched: the latencies of the paper's Tables 2 and 3 are predicted from each column's \
            throughput alone, 100 users in a closed loop, by the models of a service that this knowledge allows, and \
            stand beside the paper's own.

              scalesim validate --paper

            With --runs each figure has an interval over the runs, and errors are medians over them: of one run, one \
            does not know what is chance. "90 % of runs" is where so many single runs are predicted to lie, as far as \
            chance goes and as far as load runs agreed on the work of a request.

            Results, in the output folder: validation.html with the latencies quantile by quantile and the replicas over \
            time, validation.md, validation.json with both sides, and observations.jsonl with \
            what the live autoscaler saw at each evaluation; with --paper predictions.md and predictions.json.
            """)

    @Argument(
        help: "The scenario file; without one the suite's scenarios run.",
        completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String?

    @Flag(help: "Predict the paper's Tables 2 and 3 from their throughput; launches nothing.")
    var paper = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Of the suite only these: \(SuiteScenario.all.map(\.name).joined(separator: ", "))."))
    var only: [String] = []

    @Flag(help: "Simulate the suite's live runs in the output folder once more; launches nothing.")
    var again = false

    @Option(help: "Boots that the suite measures in each round.")
    var trials = 20

    @Option(help: "Seed of the suite's campaign and scenarios, or of the predictions.")
    var seed: UInt64 = 1

    @Option(
        help:
            "How the replicas run: process, container, vm, microvm, or unikernel, which is our own and takes no votes.")
    var technology: Technology = .container

    @Option(help: "How many times to run it live, each time with the arrivals of another replication.")
    var runs = 1

    @Option(help: "Folder of the results, made where it is missing; none are kept when left out.")
    var output: String?

    @Option(
        help:
            "Python that has the packages of notebooks/requirements.txt, for validation.html. (default: .venv/bin/python, where that can)",
        completion: .file())
    var python: String?

    @Option(help: "How the comparison is printed: text or json.")
    var format: Run.Format = .text

    func validate() throws {
        guard (1...1000).contains(runs) else { throw ValidationError("--runs must be from 1 to 1000") }
        guard scenario == nil || only.isEmpty else { throw ValidationError("--only chooses from the suite") }
        guard !paper || scenario == nil && only.isEmpty else {
            throw ValidationError("--paper takes no scenario: it predicts what the paper printed")
        }
        guard paper || scenario != nil || output != nil else {
            throw ValidationError("the suite's results need a folder: --output out/validation")
        }
        guard !again || scenario == nil && !paper else {
            throw ValidationError("--again simulates the suite's live runs, and takes no scenario")
        }
        let known = SuiteScenario.all(on: technology).map(\.name)
        if let name = only.first(where: { !known.contains($0) }) {
            throw ValidationError("--only: no scenario \(name); there are \(known.joined(separator: ", "))")
        }
        guard (5...10_000).contains(trials) else { throw ValidationError("--trials must be from 5 to 10000") }
    }

    func execute() throws {
        if paper { return try predictPaper() }
        guard let scenario else { return try runSuite() }
        try runScenario(scenario)
    }

    private func runSuite() throws {
        let output = output ?? "."
        let renderer = try prepare(output)
        let scenarios = SuiteScenario.all(on: technology).filter { only.isEmpty || only.contains($0.name) }
        let suite = ValidationSuite(
            scenarios, technology: technology, rounds: runs, trials: trials, seed: seed, output: output,
            python: renderer)
        try suite.check()
        let summary = try again ? suite.simulateAgain() : runLive(suite)
        switch format {
        case .text: print(summary.text, terminator: "")
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(summary))
        }
    }

    private func runLive(_ suite: ValidationSuite) throws -> ValidationSummary {
        let images = try DemoImages(replicasAs: technology)
        let (launchers, run) = try enterLab(images)
        defer { launchers.shutDown() }
        let interruption = Interruption()
        return try suite.run(
            images: images, launchers: launchers, run: run, cancellation: interruption.cancellation,
            progress: ProgressLine())
    }

    private static let usualPython = ".venv/bin/python"

    /// Nothing is launched for results that could not be written.
    ///
    /// - Returns: the Python that was asked for, or the usual one; nil where that one cannot render pages.
    private func prepare(_ output: String) throws(BootProbeError) -> String? {
        try FileSystem.createWritableDirectory(output)
        if let python {
            if Lab.isOnHost { try ReportPage.checkRenderer(python: python) }
            return python
        }
        do throws(BootProbeError) { try ReportPage.checkRenderer(python: Self.usualPython) } catch {
            if Lab.isOnHost { ProgressLine.standardError("scalesim: there will be no validation.html: \(error)\n") }
            return nil
        }
        return Self.usualPython
    }

    private func write(
        _ runs: [ValidatedRun], to output: String, renderer: String?
    ) throws(BootProbeError) {
        let document = ValidationDocument(runs)
        try document.write(to: output)
        guard let renderer else { return }
        try ValidationPage.page(document).render(to: URL(filePath: "\(output)/validation.html"), python: renderer)
    }

    /// Builds what is missing, enters a lab, and opens what launches replicas and services there.
    private func enterLab(_ images: DemoImages) throws(BootProbeError) -> (launchers: LauncherSet, run: RunDirectory) {
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
        return (launchers, run)
    }

    private func runScenario(_ path: String) throws {
        let scenario = try LiveScenario.read(contentsOf: path)
        for note in scenario.notes { ProgressLine.standardError("scalesim: \(note)\n") }
        let renderer = try output.flatMap { output throws(BootProbeError) in try prepare(output) }
        let images = try DemoImages(replicasAs: technology)
        let (launchers, run) = try enterLab(images)
        defer { launchers.shutDown() }
        let plan = try images.stackPlan(vote: images.replica, in: run)
        let progress = ProgressLine()
        let backing = try LiveValidation.measureBacking(plan, launchers: launchers, progress: progress)
        let outcomes = try LiveValidation(scenario: scenario, plan: plan).run(
            times: runs, technology: technology, launchers: launchers, backing: backing, progress: progress,
            title: { runs == 1 ? "running live" : "running live, \($0) of \(runs)" }
        ) { outcomes throws(BootProbeError) in
            // What there is is kept, whatever becomes of the next run.
            guard let output else { return }
            try write(outcomes, to: output, renderer: renderer)
            if let workers = outcomes.workers { try write(workers, to: "\(output)/worker", renderer: renderer) }
        }
        if let fault = scenario.traffic.fault { throw fault }
        let reports = ServiceReports(
            page: ValidationReport(outcomes), worker: outcomes.workers.map { ValidationReport($0) })
        switch format {
        case .text:
            print(reports.page.text, terminator: "")
            if let worker = reports.worker { print("\nThe worker\n\n\(worker.text)", terminator: "") }
        case .json: FileHandle.standardOutput.write(try JSONFormat.encode(reports))
        }
    }
}

/// The page's report, with that of scaled workers as one more field, `worker`.
private struct ServiceReports: Encodable {
    let page: ValidationReport
    let worker: ValidationReport?

    private enum CodingKeys: String, CodingKey { case worker }

    func encode(to encoder: any Encoder) throws {
        try page.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(worker, forKey: .worker)
    }
}
