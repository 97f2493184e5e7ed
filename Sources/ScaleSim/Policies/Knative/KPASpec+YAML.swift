import UserInput

/// Reads a Service, Configuration, Revision or PodAutoscaler of Knative with, where there is one, the ConfigMap
/// `config-autoscaler`. Other objects are passed over, and so is whatever no decision depends on.
extension KPASpec {
    /// - Parameter file: what messages call the text's origin.
    public static func parse(_ text: String, file: String) throws(ScaleSimError) -> KPASpec {
        try read(YAMLField.documents(in: text, file: file))
    }

    /// The policy among `documents`, which may hold other objects besides.
    static func policyFile(_ documents: [YAMLField]) throws(ScaleSimError) -> PolicyFile {
        let spec = try read(documents)
        return PolicyFile(
            policy: KnativeKPA(spec: spec), name: "kpa \(spec.name)", defaultReplicas: spec.initialScale,
            metrics: metrics(spec))
    }

    /// Both are Knative's own; upstream scrapes every second, and evaluates every other one what came in both.
    private static func metrics(_ spec: KPASpec) -> PolicyFile.Metrics {
        var metrics = PolicyFile.Metrics(pods: [spec.metric.rawValue])
        let quantity: MetricsPipeline.Quantity = spec.metric == .concurrency ? .concurrency : .requestRate
        metrics.builtIn = [.init(name: spec.metric.rawValue, quantity: quantity)]
        metrics.intervals = .init(scrape: 1, window: KnativeKPA.tickSeconds)
        return metrics
    }

    /// Whether `object` is one that Knative's autoscaler scales.
    static func isScaled(_ object: YAMLMapping) throws(ScaleSimError) -> Bool {
        let version = try object.optional("apiVersion")?.string() ?? ""
        return switch try object.optional("kind")?.string() {
        case "Service", "Configuration", "Revision": version.hasPrefix("serving.knative.dev/")
        case "PodAutoscaler": version.hasPrefix("autoscaling.internal.knative.dev/")
        default: false
        }
    }

    private static func read(_ documents: [YAMLField]) throws(ScaleSimError) -> KPASpec {
        var scaled: [YAMLMapping] = []
        var configurations: [YAMLMapping] = []
        for document in documents where document.isMapping {
            let object = try document.mapping(known: nil)
            if try isScaled(object) { scaled.append(object) }
            if try object.optional("kind")?.string() == "ConfigMap", try isConfiguration(object) {
                configurations.append(object)
            }
        }
        guard let object = scaled.first, scaled.count == 1, configurations.count <= 1 else {
            let excess = configurations.count > 1 ? "ConfigMaps config-autoscaler" : "of these objects"
            let message = "expected one Service, Configuration, Revision or PodAutoscaler of Knative"
            let count = configurations.count > 1 ? configurations.count : scaled.count
            throw ScaleSimError(
                .badInput, "\(message), found \(count) \(excess)",
                at: documents.first.map { .init(file: $0.file) })
        }
        let configuration: KPAConfiguration
        if let map = configurations.first { configuration = try .read(map) } else { configuration = .init() }
        return try read(object, configuration)
    }

    /// ConfigMaps of Knative that would change decisions, with the keys that would.
    private static let otherMaps: [(name: String, keys: [String])] = [
        ("config-deployment", ["progress-deadline", "progressDeadline"]),
        (
            "config-defaults",
            ["container-concurrency", "container-concurrency-max-limit", "allow-container-concurrency-zero"]
        ),
    ]

    private static func isConfiguration(_ object: YAMLMapping) throws(ScaleSimError) -> Bool {
        let name = try name(of: object)
        for map in otherMaps where map.name == name {
            // Refuses these keys by name, and no others.
            _ = try object.optional("data")?.mapping(known: nil, unsupported: map.keys, mayBeEmpty: true)
        }
        return name == "config-autoscaler"
    }

    private static func name(of object: YAMLMapping) throws(ScaleSimError) -> String? {
        try object.optional("metadata")?.mapping(known: nil).optional("name")?.string()
    }

    // MARK: The scaled object

    private static func read(
        _ object: YAMLMapping, _ configuration: KPAConfiguration
    ) throws(ScaleSimError) -> KPASpec {
        let kind = try object.required("kind").string()
        let version = try object.required("apiVersion")
        let expected = kind == "PodAutoscaler" ? "autoscaling.internal.knative.dev/v1alpha1" : "serving.knative.dev/v1"
        guard try version.string() == expected else { throw version.expected(expected) }
        _ = try object.field.mapping(known: ["apiVersion", "kind", "metadata", "spec", "status"])
        let fields = try object.required("spec").mapping(known: nil)
        var spec = KPASpec()
        spec.name = try name(of: object) ?? "kpa"
        let template: YAMLMapping
        switch kind {
        case "Service", "Configuration":
            try refuseAnnotations(of: object)
            template = try fields.required("template").mapping(known: ["metadata", "spec"], mayBeEmpty: true)
        default:
            template = object
            spec.reachability = try reachability(object, fields, isRevision: kind == "Revision")
        }
        // A template may do without a spec, which only matters where something must be launched.
        let limit = try template.optional("spec")?.mapping(known: nil, mayBeEmpty: true).optional(
            "containerConcurrency")
        let metadata = try template.optional("metadata")?.mapping(known: nil, mayBeEmpty: true)
        let annotations = try KPAAnnotations(metadata?.optional("annotations"))
        // Upstream's highest limit where `config-defaults` says nothing else.
        let containerConcurrency = try limit?.integer(in: 0...1000) ?? 0
        try spec.apply(annotations, configuration, containerConcurrency: containerConcurrency, at: object.field)
        return spec
    }

    /// Above the template they do nothing, and upstream refuses them: `ValidateHasNoAutoscalingAnnotation`.
    private static func refuseAnnotations(of object: YAMLMapping) throws(ScaleSimError) {
        let metadata = try object.optional("metadata")?.mapping(known: nil)
        let annotations = try metadata?.optional("annotations")?.mapping(known: nil, mayBeEmpty: true)
        for (key, field) in annotations?.entries ?? [] where key.hasPrefix(KPAAnnotations.group) {
            throw field.wrong("belongs under spec.template.metadata.annotations; here it does nothing")
        }
    }

    /// Of a PodAutoscaler as it says; of a Revision by the label from which upstream derives it.
    private static func reachability(
        _ object: YAMLMapping, _ fields: YAMLMapping, isRevision: Bool
    ) throws(ScaleSimError) -> Reachability {
        guard isRevision else {
            guard let field = fields.optional("reachability"), !field.isEmpty else { return .unknown }
            return try field.word(Reachability.self)
        }
        let metadata = try object.optional("metadata")?.mapping(known: nil)
        let labels = try metadata?.optional("labels")?.mapping(known: nil, mayBeEmpty: true)
        return switch try labels?.optional("serving.knative.dev/routingState")?.string() {
        case "active": .reachable
        case "reserve": .unreachable
        default: .unknown
        }
    }
}
