import ArgumentParser
import Profiles
import ScaleSim
import UserInput

/// `scalesim replay`
struct Replay: SimulatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a scaling policy over recorded observations, and say what it would have decided.",
        discussion: """
            A dry run of your own policy file. Each line of the observations is one evaluation: a JSON object with its \
            time `t` in seconds and `currentReplicas`, and as far as they are known `pods`, `podMetrics`, \
            `objectMetrics`, `externalMetrics` and `metricErrors`. The controller starts anew at the first line, and \
            remembers from line to line what the original remembers. A live run writes such a file itself, and `scalesim run --observations`.

              scalesim replay --policy hpa.yaml --observations observations.jsonl
              scalesim replay --policy hpa.yaml --observations - --format json < observations.jsonl

            From answers of Prometheus to query_range, one file a metric, with an evaluation every --sync-period. Known \
            names are cpu and cpu_request (in CPUs), memory and memory_request (in bytes), ready (1 or 0) and replicas \
            (the scale); any other is a metric of that name. A series with the label `pod` is that pod's, others are \
            summed. What the policy decides has no effect on what was recorded. There t counts from the first sample, whose \
            time schedules go by, unless --start-time gives another.

              scalesim replay --policy hpa.yaml --prometheus cpu=cpu.json --prometheus replicas=replicas.json \
                --cpu-request 500m

            With --format json there is one object a line: t, desired, reason, condition. The flags of the controllers \
            have the defaults of production.

            Exit status: 0 done, 64 wrong usage, 65 a file's content is wrong, 66 a file is missing.
            """)

    @Option(
        help: "A policy file; given more than once, the files are read together.",
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var policy: [String]

    @Option(help: "The observations, one JSON object a line; - is the standard input.", completion: .file())
    var observations: String?

    @Option(
        help: ArgumentHelp(
            "An answer of Prometheus to query_range, and what it is; may be repeated.", valueName: "name=file"),
        completion: .file(extensions: ["json"]))
    var prometheus: [String] = []

    @Option(help: "CPU that a pod requests, such as 500m, where no cpu_request says it.")
    var cpuRequest: CPUAmount?

    @Option(help: "How to print the decisions: text for people, json for programs.")
    var format: Run.Format = .text

    @Option(
        help: ArgumentHelp(
            "When t is 0, for schedules: 2026-03-31T08:00:00Z.",
            discussion: "By default the time of the first sample with --prometheus, else 1970-01-01T00:00:00Z."))
    var startTime: StartTime?

    @Flag(
        help: ArgumentHelp(
            "Do at each line only what is due by the policy's own intervals, as a simulation and a live run do.",
            discussion: "KEDA has two, of its polling and of its autoscaler; others follow every line."))
    var ownIntervals = false

    @OptionGroup(title: "Flags of the Kubernetes controller") var flags: ControllerOptions

    func validate() throws {
        guard !policy.isEmpty else { throw ValidationError("a policy file is needed: --policy FILE") }
        guard (observations == nil) != prometheus.isEmpty else {
            throw ValidationError("either --observations or --prometheus says what was observed")
        }
        for option in prometheus where !option.contains("=") {
            throw ValidationError("--prometheus: expected NAME=FILE, such as cpu=cpu.json, found \(option)")
        }
        if cpuRequest != nil, prometheus.isEmpty { throw ValidationError("--cpu-request belongs to --prometheus") }
    }

    func execute() throws {
        var recorded = prometheus.isEmpty ? nil : try recorded()
        let start = startTime ?? recorded?.startTime ?? StartTime(seconds: 0)
        // Lines are evaluations; of answers of Prometheus the policy chooses its own.
        let options = PolicyOptions(
            kubernetes: flags.flags, startOfTime: start.seconds, evaluatesAlways: recorded == nil && !ownIntervals)
        let file = try PolicyFile.read(contentsOf: policy, options: options)
        var policy = file.policy
        guard !(policy is OraclePolicy), !(policy is OnDemandPolicy) else {
            throw ScaleSimError(
                .badInput, "`\(file.name)` decides nothing at evaluations; it can only be simulated, by `scalesim run`",
                at: self.policy.first.map { .init(file: $0) })
        }
        let output = DecisionOutput(format: format)
        if let observations {
            var lines: ObservationLines =
                if observations == "-" { try .standardInput() } else { try .init(contentsOf: observations) }
            output.begin(file.name)
            while let observation = try lines.next() { try output.add(policy.decide(observation), to: observation) }
        } else {
            recorded?.intervalSeconds = max(policy.evaluationIntervalSeconds, 0.001)
            output.begin("\(file.name), from \(start) on")
            while let observation = recorded?.next() { try output.add(policy.decide(observation), to: observation) }
        }
    }

    private func recorded() throws(ScaleSimError) -> PrometheusObservations {
        let files = prometheus.map { option in
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            return (quantity: PrometheusObservations.Quantity(named: parts.first ?? ""), path: parts.last ?? "")
        }
        return try PrometheusObservations(files, cpuRequestMilli: cpuRequest?.milli)
    }
}

/// An amount of CPU as Kubernetes writes it: `500m`, `0.5`, `2`.
struct CPUAmount: ExpressibleByArgument {
    let milli: Int

    init?(argument: String) {
        guard let quantity = Quantity.kubernetes(argument), quantity > 0, let milli = Quantity.milli(quantity) else {
            return nil
        }
        self.milli = milli
    }
}

extension StartTime: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
