import Foundation
import Profiles

/// Scenario files: YAML, in the format of `scenario.schema.json`. Unknown keys are errors, every quantity carries its
/// unit, and paths are relative to the file that holds them.
public enum ScenarioFile {
    /// The JSON Schema of the format, for editors.
    public static var schema: URL { Bundle.module.bundleURL.appending(path: "Resources/scenario.schema.json") }

    /// Reads the scenario at `path` with the trace, profile and policy files that it names.
    ///
    /// - Parameter settings: fields that have another value than in the file.
    public static func read(
        contentsOf path: String, settings: [ScenarioSetting] = []
    ) throws(ScaleSimError) -> Scenario {
        try parse(InputFile.text(of: path), file: path, settings: settings)
    }

    /// - Parameter file: what messages call the text's origin, and where relative paths start.
    public static func parse(
        _ text: String, file: String, settings: [ScenarioSetting] = []
    ) throws(ScaleSimError) -> Scenario {
        guard var root = try YAMLField.documents(in: text, file: file).first else {
            throw ScaleSimError(.badInput, "the file is empty; expected a scenario", at: .init(file: file))
        }
        for setting in settings { root = try root.setting(setting.field, to: setting.value) }
        let fields = try root.mapping(known: ["name", "traffic", "service", "policy", "objective", "metrics", "run"])
        let policy = try ScenarioPolicy(fields.required("policy"))
        let name =
            try fields.optional("name")?.string()
            ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        let traffic = try ScenarioTraffic(fields.required("traffic"))
        var scenario = Scenario(
            name: name, traffic: traffic.traffic, service: try service(fields.required("service"), policy),
            policy: policy.policy, policyName: policy.name,
            objective: try objective(fields.required("objective")),
            metrics: try fields.optional("metrics").map(metrics) ?? MetricsPipeline(),
            seriesStep: defaultStep(duration: traffic.traffic.duration.seconds))
        if let run = fields.optional("run") { try apply(run, to: &scenario) }
        try policy.check(scenario.metrics)
        return scenario
    }

    // MARK: Sections

    private static func service(_ field: YAMLField, _ policy: ScenarioPolicy) throws(ScaleSimError) -> ServiceModel {
        let fields = try field.mapping(
            known: ["profile", "boot", "replicas", "balancing", "request_timeout", "cpu", "cpu_request"])
        let profileField = try fields.required("profile")
        let bootField = fields.optional("boot") ?? profileField
        guard let service = try profile(profileField).service else {
            throw profileField.wrong("the profile has no service; measure its throughput first")
        }
        guard let boot = try profile(bootField).boot else {
            throw bootField.wrong(
                "the profile has no boot times; measure them first, or name another under service.boot")
        }
        try check(service.occupancy, "occupancy", profileField)
        try check(service.delay, "delay", profileField)
        try check(boot.distribution, "boot", bootField)
        return ServiceModel(
            profile: service, boot: boot.distribution,
            initialReplicas: try fields.optional("replicas")?.integer(in: 0...100_000) ?? policy.defaultReplicas,
            balancing: try fields.optional("balancing").map(balancing) ?? .roundRobin,
            requestTimeout: try fields.optional("request_timeout")?.duration(in: 1e-6...86_400)
                ?? SimTime(seconds: defaultRequestTimeoutSeconds),
            cpuMilli: try fields.optional("cpu")?.milliQuantity() ?? 1000,
            cpuRequestMilli: try fields.optional("cpu_request")?.milliQuantity())
    }

    /// Refuses what no service does, and what would not fit into nanoseconds when it adds up.
    private static func check(_ distribution: Distribution, _ name: String, _ field: YAMLField) throws(ScaleSimError) {
        guard distribution.mean <= 86_400 else {
            throw field.wrong("the profile's \(name) has a mean of \(distribution.mean) s, more than a day")
        }
    }

    private static func profile(_ field: YAMLField) throws(ScaleSimError) -> Profile {
        try Profile.read(contentsOf: InputFile.resolve(field.string(), beside: field.file))
    }

    /// HAProxy's `timeout server` in its own example configuration is of this order.
    private static let defaultRequestTimeoutSeconds = 30.0

    private static func balancing(_ field: YAMLField) throws(ScaleSimError) -> Balancing {
        let text = try field.string()
        switch text {
        case "roundrobin": return .roundRobin
        case "leastconn": return .leastConnections
        case "random": return .random(draws: 2)
        default:
            guard let match = text.wholeMatch(of: /random\(([1-9][0-9]?)\)/), let draws = Int(match.1) else {
                throw field.expected("roundrobin, leastconn or random(2)")
            }
            return .random(draws: draws)
        }
    }

    private static func objective(_ field: YAMLField) throws(ScaleSimError) -> SimTime {
        try field.mapping(known: ["latency"]).required("latency").duration(in: 1e-6...86_400)
    }

    private static func metrics(_ field: YAMLField) throws(ScaleSimError) -> MetricsPipeline {
        let fields = try field.mapping(known: ["scrape_interval", "window", "pod_metrics"])
        var pipeline = MetricsPipeline()
        if let interval = fields.optional("scrape_interval") {
            pipeline = MetricsPipeline(scrapeInterval: try interval.duration(in: 0.001...86_400))
        }
        if let window = fields.optional("window") { pipeline.window = try window.duration(in: 0.001...86_400) }
        for (name, quantity) in try fields.optional("pod_metrics")?.mapping(known: nil).entries ?? [] {
            pipeline.podMetrics.append(
                .init(name: name, quantity: try quantity.word(MetricsPipeline.Quantity.self)))
        }
        if let defect = pipeline.defect { throw (fields.optional("window") ?? field).wrong(defect) }
        return pipeline
    }

    private static func apply(_ field: YAMLField, to scenario: inout Scenario) throws(ScaleSimError) {
        let fields = try field.mapping(known: ["seed", "replications", "series_step"])
        if let seed = fields.optional("seed") { scenario.seed = UInt64(try seed.integer(in: 0...Int.max)) }
        if let count = fields.optional("replications") { scenario.replications = try count.integer(in: 1...1_000_000) }
        if let step = fields.optional("series_step") {
            let duration = scenario.duration.seconds
            // A step no shorter than this bounds the series at a million rows.
            scenario.seriesStep = try step.duration(in: max(0.001, duration / 1e6)...max(0.001, duration))
        }
    }

    /// A second up to an hour, then a minute: 3,600 rows an hour, 1,440 a day.
    private static func defaultStep(duration: Double) -> SimTime {
        SimTime(seconds: duration <= 3600 ? 1 : max(60, (duration / 1e6).rounded(.up)))
    }
}
