import ArgumentParser
import Foundation
import Profiles
import ScaleSim

/// `scalesim replay`
struct Replay: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scaling policy over recorded observations, and say what it would have decided.",
        discussion: """
            A dry run of your own policy file. Each line of the observations is one evaluation: a JSON object with its \
            time `t` in seconds and `currentReplicas`, and as far as they are known `pods`, `podMetrics`, \
            `objectMetrics`, `externalMetrics` and `metricErrors`. The controller starts anew at the first line, and \
            remembers from line to line what the original remembers. A live run writes such a file itself.

              scalesim replay --policy hpa.yaml --observations observations.jsonl
              scalesim replay --policy hpa.yaml --observations - --format json < observations.jsonl

            With --format json there is one object a line: t, desired, reason, condition. The flags of the controllers \
            have the defaults of production.

            Exit status: 0 done, 64 wrong usage, 65 a file's content is wrong, 66 a file is missing.
            """)

    @Option(
        help: "A policy file; given more than once, the files are read together.",
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var policy: [String]

    @Option(help: "The observations, one JSON object a line; - is the standard input.", completion: .file())
    var observations: String

    @Option(help: "How to print the decisions: text for people, json for programs.")
    var format: Run.Format = .text

    @Option(help: "When t is 0, for schedules: 2026-03-31T08:00:00Z.")
    var startTime: StartTime?

    @OptionGroup(title: "Flags of the Kubernetes controller") var flags: ControllerOptions

    func validate() throws {
        guard !policy.isEmpty else { throw ValidationError("a policy file is needed: --policy FILE") }
    }

    func execute() throws {
        let options = PolicyOptions(kubernetes: flags.flags, startOfTime: startTime?.seconds ?? 0)
        let file = try PolicyFile.read(contentsOf: policy, options: options)
        var lines: ObservationLines =
            if observations == "-" { try .standardInput() } else { try .init(contentsOf: observations) }
        var policy = file.policy
        let output = DecisionOutput(format: format)
        output.begin(file.name)
        while let observation = try lines.next() { try output.add(policy.decide(observation), to: observation) }
    }
}

/// A time in ISO 8601.
struct StartTime: ExpressibleByArgument {
    /// Since 1970-01-01T00:00:00Z.
    let seconds: Double

    init?(argument: String) {
        guard let seconds = WallClock.seconds(iso8601: argument) else { return nil }
        self.seconds = seconds
    }
}
