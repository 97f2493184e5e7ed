/// Reads `autoscaling/v2` manifests. Whatever changes a decision and is not supported is an error; what does not
/// (metadata, status, the target's name) is passed over.
extension HPASpec {
    /// The HorizontalPodAutoscaler of the file at `path`, which may hold other Kubernetes objects besides.
    public static func read(contentsOf path: String) throws(ScaleSimError) -> HPASpec {
        try parse(InputFile.text(of: path), file: path)
    }

    /// - Parameter file: what messages call the text's origin.
    public static func parse(_ text: String, file: String) throws(ScaleSimError) -> HPASpec {
        var found: [YAMLMapping] = []
        for document in try YAMLField.documents(in: text, file: file) {
            let object = try document.mapping(known: nil)
            if try object.optional("kind")?.string() == "HorizontalPodAutoscaler" { found.append(object) }
        }
        guard let object = found.first, found.count == 1 else {
            throw ScaleSimError(
                .badInput, "expected one object of kind HorizontalPodAutoscaler, found \(found.count)",
                at: .init(file: file))
        }
        return try read(object)
    }

    private static func read(_ object: YAMLMapping) throws(ScaleSimError) -> HPASpec {
        _ = try object.field.mapping(known: ["apiVersion", "kind", "metadata", "spec", "status"])
        let version = try object.required("apiVersion")
        guard try version.string() == "autoscaling/v2" else { throw version.expected("autoscaling/v2") }
        let fields = try object.required("spec").mapping(
            known: ["scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"])
        let largest = try fields.required("maxReplicas")
        // The API server's validation; 0 needs an Object or External metric, neither of which is supported.
        let minReplicas = try fields.optional("minReplicas")?.integer(in: 1...Int(Int32.max)) ?? 1
        let maxReplicas = try largest.integer(in: 1...Int(Int32.max))
        guard maxReplicas >= minReplicas else { throw largest.wrong("must be at least minReplicas, \(minReplicas)") }
        let metadata = try object.optional("metadata")?.mapping(known: nil)
        return HPASpec(
            name: try metadata?.optional("name")?.string() ?? "hpa", minReplicas: minReplicas,
            maxReplicas: maxReplicas, metrics: try metrics(fields.optional("metrics")),
            behavior: try fields.optional("behavior").map(behavior))
    }

    // MARK: Metrics

    /// Without metrics, 80 % CPU: `SetDefaults_HorizontalPodAutoscaler`.
    private static func metrics(_ field: YAMLField?) throws(ScaleSimError) -> [Metric] {
        var metrics: [Metric] = []
        for item in try field?.list() ?? [] { metrics.append(try metric(item)) }
        return metrics.isEmpty ? [.cpuUtilization(percent: 80)] : metrics
    }

    private static func metric(_ field: YAMLField) throws(ScaleSimError) -> Metric {
        let fields = try field.mapping(
            known: ["type", "resource", "pods"], unsupported: ["containerResource", "object", "external"])
        let type = try fields.required("type")
        switch try type.string() {
        case "Resource": return try resource(fields.required("resource"))
        case "Pods": return try pods(fields.required("pods"))
        default: throw type.expected("Resource or Pods; other types are not supported")
        }
    }

    private static func resource(_ field: YAMLField) throws(ScaleSimError) -> Metric {
        let fields = try field.mapping(known: ["name", "target"])
        let name = try fields.required("name")
        guard try name.string() == "cpu" else { throw name.expected("cpu; other resources are not supported") }
        let target = try fields.required("target")
        let values = try target.mapping(known: ["type", "averageUtilization", "averageValue"], unsupported: ["value"])
        let type = try values.required("type")
        switch try type.string() {
        case "Utilization":
            return .cpuUtilization(
                percent: try values.required("averageUtilization").integer(in: 1...Int(Int32.max)))
        case "AverageValue": return .cpuAverage(milli: try values.required("averageValue").milliQuantity())
        default: throw type.expected("Utilization or AverageValue")
        }
    }

    private static func pods(_ field: YAMLField) throws(ScaleSimError) -> Metric {
        let fields = try field.mapping(known: ["metric", "target"])
        let metric = try fields.required("metric").mapping(known: ["name"], unsupported: ["selector"])
        let target = try fields.required("target").mapping(
            known: ["type", "averageValue"], unsupported: ["value", "averageUtilization"])
        let type = try target.required("type")
        guard try type.string() == "AverageValue" else { throw type.expected("AverageValue") }
        return .pods(
            name: try metric.required("name").string(),
            averageMilli: try target.required("averageValue").milliQuantity())
    }

    // MARK: Behaviour

    private static func behavior(_ field: YAMLField) throws(ScaleSimError) -> Behavior {
        let fields = try field.mapping(known: ["scaleUp", "scaleDown"])
        return Behavior(
            scaleUp: try rules(fields.optional("scaleUp"), default: .defaultScaleUp),
            scaleDown: try rules(fields.optional("scaleDown"), default: .defaultScaleDown))
    }

    /// Each missing field has its own default: `GenerateHPAScaleUpRules`, `GenerateHPAScaleDownRules`. The bounds are
    /// those of `ValidateHorizontalPodAutoscaler`.
    private static func rules(_ field: YAMLField?, default rules: Rules) throws(ScaleSimError) -> Rules {
        guard let field else { return rules }
        var rules = rules
        let fields = try field.mapping(
            known: ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"])
        if let window = fields.optional("stabilizationWindowSeconds") {
            rules.stabilizationWindowSeconds = try window.integer(in: 0...3600)
        }
        if let selection = fields.optional("selectPolicy") {
            rules.selectPolicy = try selection.word(Rules.Selection.self)
        }
        if let tolerance = fields.optional("tolerance") {
            rules.tolerance = try tolerance.ratio()
        }
        guard let list = fields.optional("policies") else { return rules }
        rules.policies = []
        for item in try list.list() { rules.policies.append(try policy(item)) }
        guard !rules.policies.isEmpty else { throw list.wrong("expected at least one policy") }
        return rules
    }

    private static func policy(_ field: YAMLField) throws(ScaleSimError) -> RatePolicy {
        let fields = try field.mapping(known: ["type", "value", "periodSeconds"])
        return RatePolicy(
            kind: try fields.required("type").word(RatePolicy.Kind.self),
            value: try fields.required("value").integer(in: 1...Int(Int32.max)),
            periodSeconds: try fields.required("periodSeconds").integer(in: 1...1800))
    }
}
