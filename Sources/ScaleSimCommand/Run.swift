import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// `scalesim run`
struct Run: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulate a scenario and report latency, failures, replicas and cost.",
        discussion: """
            The scenario is a YAML file that names traffic, a profile, a policy and an objective:

              traffic:   {trace: traces/flash-crowd.csv}
              service:   {profile: profiles/vote.container.json, replicas: 2, balancing: leastconn,
                          request_timeout: 10s, cpu: 250m}
              policy:    {hpa: hpa.yaml}        # or {static: 4}
              objective: {latency: 250ms}
              metrics:   {scrape_interval: 15s}
              run:       {seed: 1, replications: 10}

            A trace may be a web server's log, arrival times, rates, the public traces of Azure and the World Cup, or \
            an answer of Prometheus (traces/README.md); recorded instants are the same in every replication. Traffic \
            may be a model too, with a duration:

              traffic:   {duration: 10min, poisson: {rate: 40/s}}
              traffic:   {duration: 10min, renewal: {interval: {family: gamma, shape: 4, scale: 6ms}}}
              traffic:   {duration: 10min, mmpp: {states: {calm: {rate: 20/s, to: {busy: 0.2/min}},
                                                           busy: {rate: 200/s, to: {calm: 1/min}}}}}
              traffic:   {duration: 10min, flash_crowd: {base: 20/s, peak: 150/s, start: 30s, ramp_up: 5s,
                                                         hold: 40s, decay: 15s}}
              traffic:   {duration: 2d, diurnal: {mean: 50/s, amplitude: 30/s, phase: 14h}}
              traffic:   {duration: 1h, on_off: {sources: 100, rate: 5/s, on: 1s, off: 4s, hurst: 0.8}}

            Paths are relative to the scenario's folder. hpa.yaml is an autoscaling/v2 HorizontalPodAutoscaler as you \
            would apply it. The same scenario and seed give the same bytes, on any number of threads.

            A scenario may have several services that call each other, nodes, failures, prices and users who wait for \
            their answers: examples/scenarios, and the JSON Schema of the format. run: {precision: {figure: \
            latency_p95_seconds, relative: 0.02}} goes on until that figure is known to 2 %; run: {warm_up: auto} \
            leaves out the start of a run that becomes stationary; run: {start_time: 2026-01-05T08:00:00Z} says when it \
            begins by the calendar, for schedules in policy files.

            A CPU limit in the profile is enforced period by period, so its bursts show; that replicas slow each other \
            down on a shared CPU is left out.

            Exit status: 0 done, 64 wrong usage, 65 a file's content is wrong, 66 a file is missing, 73 the output \
            cannot be written.
            """)

    /// How results are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(help: "How to print the results: text for people, json for programs.")
    var format: Format = .text

    @Option(help: "Seed of all random draws, instead of the scenario's.")
    var seed: UInt64?

    @Option(help: "Number of independent runs, instead of the scenario's; intervals need at least 2.")
    var replications: Int?

    @Option(help: "Threads to use; by default one for each CPU. The results do not depend on it.")
    var threads: Int?

    @Option(help: "Write the results to this file instead of the standard output.", completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Write every request of the first replication to this file as CSV: its arrival, start, end and fate.",
            discussion: "Both files are there once they are whole, and not before."),
        completion: .file())
    var requests: String?

    @Option(
        help: ArgumentHelp(
            "Write what the policy saw in the first replication to this file, as `scalesim replay` reads it.",
            discussion: "Of several services the one in front of the = , else the first.",
            valueName: "[service=]file"), completion: .file())
    var observations: String?

    func validate() throws {
        if let replications, replications < 1 { throw ValidationError("--replications must be at least 1") }
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
        guard requests != output ?? "-" else {
            throw ValidationError("--requests must be another file than that of the results; give --output too")
        }
        guard observations == nil || observations != output ?? "-" && observations != requests else {
            throw ValidationError("--observations must be another file than those of the results and the requests")
        }
    }

    func execute() throws {
        var scenario = try ScenarioFile.read(contentsOf: scenario)
        if let seed { scenario.seed = seed }
        if let replications {
            scenario.replications = replications
            scenario.precision = nil
        }
        for note in scenario.notes { ProgressLine.standardError("scalesim: \(note)\n") }
        let file = try outputFile(output)
        let observed = try observations.map { try destination(of: $0, scenario) }
        let log = try requests.map { (path) throws(ScaleSimError) in try RequestLog(path) }
        let progress = ProgressLine()
        progress.begin("simulating")
        let result = Simulation(scenario).run(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
            onReplication: { progress.update(done: $0, of: $1) })
        progress.finish()
        if let log { Simulation(scenario).logRequests(to: log) }
        let seen = observed.map { Simulation(scenario).observations(service: $0.service).observations }
        for inflow in scenario.inflows { if let fault = inflow.traffic.fault { throw fault } }
        let data =
            switch format {
            case .text: Data(TextReport(result).text.utf8)
            case .json: try JSONFormat.encode(result)
            }
        try log?.finish()
        if let observed, let seen { try observed.file.finish(with: ObservationLines.data(seen)) }
        try file.finish(with: data)
    }

    /// The service whose observations are wanted, and the file for them.
    private func destination(
        of option: String, _ scenario: Scenario
    ) throws(ScaleSimError) -> (service: Int, file: OutputFile) {
        let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2, let service = scenario.services.firstIndex(where: { $0.name == parts[0] }) {
            return (service, try outputFile(parts[1]))
        }
        return (0, try outputFile(option))
    }
}
