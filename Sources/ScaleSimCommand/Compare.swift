import ArgumentParser
import BootProbe
import Foundation
import Profiles
import ScaleSim

/// `scalesim compare`.
struct Compare: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare scenarios on the same random numbers, and say which differences are real.",
        discussion: """
            Every scenario runs with the same seeds, so all see the same requests: differences are taken replication by \
            replication, and are those of the scenarios, not of chance. Each is given with its 95 % interval; it is \
            called real by a paired t test, adjusted (Holm) for all that is compared, so that no false one is among \
            them with 95 %.

              scalesim compare two.yaml four.yaml hpa.yaml --baseline hpa.yaml
              scalesim compare base.yaml --vary policy.static=2,4,8
              scalesim compare base.yaml --vary service.balancing=roundrobin,leastconn --set run.replications=50

            With --oracle 0.99 an oracle, which foresees each run and its boots, is run on the same requests as the \
            baseline. The fewest replica-seconds that it finds with which 99 % meet the objective are the possible, and \
            every scenario's are given as a multiple of it: the ratio of the totals over all replications, with Fieller's \
            interval. The oracle may have as many replicas as leave hardly a request waiting at twice the load of the \
            busiest moment, or as any of the scenarios had; it goes to none only if one of them does. Its plan is the \
            best of up to 120 trial runs a replication, not proven the least. Where a scenario has the policy `oracle`, \
            that one is the possible.

              scalesim compare base.yaml --vary policy.static=2,4,8 --oracle 0.99

            --vary and --set name fields as a scenario file has them, with dots between the levels, and values in YAML. \
            Seed and replications are the first scenario's, unless given.

            Exit status: as of `scalesim run`.
            """)

    @Argument(help: "The scenario files; one is enough with --vary.", completion: .file(extensions: ["yaml", "yml"]))
    var scenarios: [String]

    @Option(help: "The one of the scenarios that the others are compared with; by default the first.")
    var baseline: String?

    @Option(help: ArgumentHelp("Values that a field of the scenario takes in turn.", valueName: "field=a,b"))
    var vary: [ScenarioVariation] = []

    @Option(help: ArgumentHelp("Another value for a field of every scenario.", valueName: "field=value"))
    var set: [ScenarioSetting] = []

    @Option(help: "Count differences up to this share of the baseline as none, such as 0.02.")
    var equalWithin: Double?

    @Option(
        help: ArgumentHelp(
            "Give replica-seconds as a multiple of what an oracle takes, for this share of requests within the objective.",
            valueName: "share"))
    var oracle: Double?

    @Option(help: "Seed of all random draws, instead of the first scenario's.")
    var seed: UInt64?

    @Option(help: "Number of independent runs of each scenario, instead of the first one's; at least 2.")
    var replications: Int?

    @Option(help: "Threads to use; by default one for each CPU. The results do not depend on it.")
    var threads: Int?

    @Option(help: "How to print the results: text for people, json for programs.")
    var format: Run.Format = .text

    @Option(help: "Write the results to this file instead of the standard output.", completion: .file())
    var output: String?

    /// One letter for each.
    private static let mostSystems = 26

    func validate() throws {
        if let replications, replications < 2 { throw ValidationError("--replications must be at least 2") }
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
        if let equalWithin, !(equalWithin > 0 && equalWithin.isFinite) {
            throw ValidationError("--equal-within must be above 0")
        }
        if let oracle, !(0...1 ~= oracle) {
            throw ValidationError("--oracle must be a share from 0 to 1, such as 0.99")
        }
        if vary.isEmpty {
            guard scenarios.count >= 2 else { throw ValidationError("give a second scenario, or --vary") }
        } else {
            guard scenarios.count == 1 else { throw ValidationError("--vary takes one scenario") }
            guard baseline == nil else { throw ValidationError("with --vary the first value is the baseline") }
        }
        guard systemCount <= Self.mostSystems else {
            throw ValidationError("at most \(Self.mostSystems) scenarios are compared, but these are \(systemCount)")
        }
        if let baseline, !scenarios.contains(baseline) {
            throw ValidationError("--baseline must be one of the scenarios")
        }
    }

    private var systemCount: Int { vary.isEmpty ? scenarios.count : vary.reduce(1) { $0 * $1.settings.count } }

    func execute() throws {
        let systems = try systems()
        let count = replications ?? systems[0].scenario.replications
        guard count >= 2 else {
            throw ScaleSimError(.usage, "a comparison takes at least 2 replications; say so with --replications 10")
        }
        let comparison = ScenarioComparison(
            systems, baseline: baseline.flatMap(scenarios.firstIndex) ?? 0, seed: seed, replications: count,
            equalWithin: equalWithin, oracle: oracle)
        let file = try outputFile(output)
        let progress = ProgressLine()
        progress.begin("simulating")
        let total = comparison.runCount
        let result = comparison.run(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
            onReplication: { progress.update(done: $0, of: total) })
        progress.finish()
        let data =
            switch format {
            case .text: Data(CompareText(result).text.utf8)
            case .json: try JSONFormat.encode(result)
            }
        try file.finish(with: data)
    }

    private func systems() throws(ScaleSimError) -> [ScenarioComparison.System] {
        var systems: [ScenarioComparison.System] = []
        for path in scenarios {
            for settings in ScenarioVariation.combinations(vary) {
                let system = ScenarioComparison.System(
                    name: settings.isEmpty ? path : settings.map(\.description).joined(separator: " "),
                    scenario: try ScenarioFile.read(contentsOf: path, settings: set + settings),
                    settings: set + settings)
                if let oracle, let refusal = ScenarioComparison.refusal(ofOracle: oracle, beside: system) {
                    throw ScaleSimError(.badInput, "--oracle: this \(refusal)", at: .init(file: path))
                }
                systems.append(system)
            }
        }
        guard Set(systems.map(\.name)).count == systems.count else {
            throw ScaleSimError(.usage, "a scenario is given twice")
        }
        return systems
    }
}

extension ScenarioSetting: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension ScenarioVariation: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
