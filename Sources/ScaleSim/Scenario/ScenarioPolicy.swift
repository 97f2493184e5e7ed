import Foundation

/// The `policy` section of a scenario file.
struct ScenarioPolicy {
    let policy: any ScalingPolicy
    let name: String
    /// Replicas to start with where the scenario does not say.
    let defaultReplicas: Int
    private let metrics: PolicyFile.Metrics
    private let field: YAMLField

    init(_ field: YAMLField) throws(ScaleSimError) {
        self.field = field
        let fields = try field.mapping(known: ["static", "hpa", "file", "controller", "on_demand"])
        if let onDemand = fields.optional("on_demand") {
            guard fields.entries.count == 1 else { throw field.wrong("`on_demand` stands alone") }
            let scaling = try Self.onDemand(onDemand)
            policy = scaling
            name = "on demand, kept \(scaling.keepAlive.seconds.formatted(.number.grouping(.never))) s"
            defaultReplicas = 0
            metrics = .init()
            return
        }
        switch (fields.optional("static"), fields.optional("hpa"), fields.optional("file")) {
        case (let replicas?, nil, nil):
            if let controller = fields.optional("controller") {
                throw controller.wrong("belongs to `hpa` or `file`; a static policy has no controller")
            }
            let count = try replicas.integer(in: 0...100_000)
            policy = StaticPolicy(replicas: count)
            name = "static \(count)"
            defaultReplicas = count
            metrics = .init()
        case (nil, let files?, nil), (nil, nil, let files?):
            let flags = try fields.optional("controller").map(Self.flags) ?? HPAControllerFlags()
            let read = try PolicyFile.read(
                contentsOf: Self.paths(files), options: PolicyOptions(kubernetes: flags))
            policy = read.policy
            name = read.name
            defaultReplicas = read.defaultReplicas
            metrics = read.metrics
        default: throw field.wrong("expected exactly one of `static`, `hpa`, `file` and `on_demand`")
        }
    }

    /// A path or a list of them, beside the scenario.
    private static func paths(_ field: YAMLField) throws(ScaleSimError) -> [String] {
        var paths: [String] = []
        for item in field.isList ? try field.list() : [field] {
            paths.append(InputFile.resolve(try item.string(), beside: field.file))
        }
        return paths
    }

    private static func onDemand(_ field: YAMLField) throws(ScaleSimError) -> OnDemandPolicy {
        let fields = try field.mapping(known: ["max_replicas", "keep_alive", "cancel_boots"])
        return OnDemandPolicy(
            maxReplicas: try fields.required("max_replicas").integer(in: 1...1_000_000),
            keepAlive: try fields.required("keep_alive").duration(in: 0...30 * 86_400),
            cancelsBoots: try fields.optional("cancel_boots")?.boolean() ?? false)
    }

    private static func flags(_ field: YAMLField) throws(ScaleSimError) -> HPAControllerFlags {
        let fields = try field.mapping(known: [
            "sync_period", "tolerance", "downscale_stabilization", "cpu_initialization_period",
            "initial_readiness_delay",
        ])
        func seconds(_ key: String, _ flag: inout Double, from least: Double) throws(ScaleSimError) {
            if let value = fields.optional(key) { flag = try value.duration(in: least...86_400).seconds }
        }
        var flags = HPAControllerFlags()
        try seconds("sync_period", &flags.syncPeriodSeconds, from: 0.001)
        try seconds("downscale_stabilization", &flags.downscaleStabilizationSeconds, from: 0)
        try seconds("cpu_initialization_period", &flags.cpuInitializationPeriodSeconds, from: 0)
        try seconds("initial_readiness_delay", &flags.initialReadinessDelaySeconds, from: 0)
        if let tolerance = fields.optional("tolerance") { flags.tolerance = try tolerance.number(in: 0...1) }
        return flags
    }

    /// Every metric that the policy asks for must be measured, else it would only ever report errors.
    func check(_ pipeline: MetricsPipeline) throws(ScaleSimError) {
        for name in metrics.pods where !pipeline.podMetrics.contains(where: { $0.name == name }) {
            throw field.wrong(
                "the policy asks for the Pods metric `\(name)`, which is not measured; say what it is under "
                    + "metrics.pod_metrics, for example `\(name): request_rate`")
        }
        if let name = metrics.resources.first(where: { $0 != "cpu" }) ?? metrics.objects.first ?? metrics.external.first
        {
            throw field.wrong("the policy asks for the metric `\(name)`, which is not simulated")
        }
    }
}
