import Foundation
import Profiles

/// The `policy` section of a scenario file.
struct ScenarioPolicy {
    let policy: any ScalingPolicy
    let name: String
    /// Replicas to start with where the scenario does not say.
    let defaultReplicas: Int
    private let podMetrics: [String]
    private let field: YAMLField

    init(_ field: YAMLField) throws(ScaleSimError) {
        self.field = field
        let fields = try field.mapping(known: ["static", "hpa", "controller", "on_demand"])
        if let onDemand = fields.optional("on_demand") {
            guard fields.entries.count == 1 else { throw field.wrong("`on_demand` stands alone") }
            let scaling = try Self.onDemand(onDemand)
            policy = scaling
            name = "on demand, kept \(Self.description(scaling.keepAlive))"
            defaultReplicas = 0
            podMetrics = []
            return
        }
        switch (fields.optional("static"), fields.optional("hpa")) {
        case (let replicas?, nil):
            if let controller = fields.optional("controller") {
                throw controller.wrong("belongs to `hpa`; a static policy has no controller")
            }
            let count = try replicas.integer(in: 0...100_000)
            policy = StaticPolicy(replicas: count)
            name = "static \(count)"
            defaultReplicas = count
            podMetrics = []
        case (nil, let path?):
            let spec = try HPASpec.read(contentsOf: InputFile.resolve(path.string(), beside: field.file))
            let flags = try fields.optional("controller").map(Self.flags) ?? HPAControllerFlags()
            policy = KubernetesHPA(spec: spec, flags: flags)
            name = "hpa \(spec.name)"
            defaultReplicas = spec.minReplicas
            podMetrics = spec.metrics.compactMap { metric in
                if case .pods(let name, _) = metric { name } else { nil }
            }
        default: throw field.wrong("expected exactly one of `static`, `hpa` and `on_demand`")
        }
    }

    private static func onDemand(_ field: YAMLField) throws(ScaleSimError) -> OnDemandPolicy {
        let fields = try field.mapping(known: ["max_replicas", "keep_alive", "cancel_boots"])
        return OnDemandPolicy(
            maxReplicas: try fields.required("max_replicas").integer(in: 1...1_000_000),
            keepAlive: try keepAlive(fields.required("keep_alive")),
            cancelsBoots: try fields.optional("cancel_boots")?.boolean() ?? false)
    }

    /// A duration, or a distribution of one.
    private static func keepAlive(_ field: YAMLField) throws(ScaleSimError) -> Distribution {
        if field.isMapping { return try ScenarioDistribution.read(field) }
        return .deterministic(value: try field.duration(in: 0...30 * 86_400).seconds)
    }

    private static func description(_ keepAlive: Distribution) -> String {
        func seconds(_ value: Double) -> String { "\(value.formatted(.number.grouping(.never))) s" }
        if case .deterministic(let value) = keepAlive { return seconds(value) }
        return "\(seconds(keepAlive.mean)) in the mean"
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
        for name in podMetrics where !pipeline.podMetrics.contains(where: { $0.name == name }) {
            throw field.wrong(
                "the policy asks for the Pods metric `\(name)`, which is not measured; say what it is under "
                    + "metrics.pod_metrics, for example `\(name): request_rate`")
        }
    }
}
