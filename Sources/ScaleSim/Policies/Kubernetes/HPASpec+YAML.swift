/// Reads `autoscaling/v2` manifests. Whatever changes a decision and is not supported is an error; what does not
/// (metadata, status, the target's name) is passed over.
extension HPASpec {
    /// The HorizontalPodAutoscaler of the file at `path`, which may hold other Kubernetes objects besides.
    public static func read(contentsOf path: String) throws(ScaleSimError) -> HPASpec {
        try parse(InputFile.text(of: path), file: path)
    }

    /// - Parameter file: what messages call the text's origin.
    public static func parse(_ text: String, file: String) throws(ScaleSimError) -> HPASpec {
        try read(YAMLField.documents(in: text, file: file), file: file)
    }

    /// The policy among `documents`, which may hold other objects besides.
    static func policyFile(_ documents: [YAMLField], options: PolicyOptions) throws(ScaleSimError) -> PolicyFile {
        let spec = try read(documents, file: documents.first?.file ?? "")
        var metrics = PolicyFile.Metrics()
        for metric in spec.metrics {
            switch metric {
            case .resource(let resource, let container, _): metrics.add(resource, of: container)
            case .pods(let name, _): metrics.pods.append(name)
            case .object(let name, _): metrics.objects.append(name)
            case .external(let name, _): metrics.external.append(name)
            }
        }
        return PolicyFile(
            policy: KubernetesHPA(spec: spec, flags: options.kubernetes), name: "hpa \(spec.name)",
            defaultReplicas: spec.minReplicas, metrics: metrics)
    }

    private static func read(_ documents: [YAMLField], file: String) throws(ScaleSimError) -> HPASpec {
        try read(PolicyFile.object(ofKind: "HorizontalPodAutoscaler", in: documents, file: file))
    }

    private static func read(_ object: YAMLMapping) throws(ScaleSimError) -> HPASpec {
        _ = try object.field.mapping(known: ["apiVersion", "kind", "metadata", "spec", "status"])
        let version = try object.required("apiVersion")
        guard try version.string() == "autoscaling/v2" else { throw version.expected("autoscaling/v2") }
        let fields = try object.required("spec").mapping(
            known: ["scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"])
        let largest = try fields.required("maxReplicas")
        let metrics = try metrics(fields.given("metrics"))
        let minReplicas = try minReplicas(fields.given("minReplicas"), metrics)
        let maxReplicas = try largest.integer(in: 1...Int(Int32.max))
        guard maxReplicas >= minReplicas else { throw largest.wrong("must be at least minReplicas, \(minReplicas)") }
        let metadata = try object.given("metadata")?.mapping(known: nil)
        return HPASpec(
            name: try metadata?.given("name")?.string() ?? "hpa", minReplicas: minReplicas,
            maxReplicas: maxReplicas, metrics: metrics, behavior: try fields.given("behavior").map(behavior))
    }

    /// 0 needs a metric that is there without pods: the API server's validation.
    private static func minReplicas(_ field: YAMLField?, _ metrics: [Metric]) throws(ScaleSimError) -> Int {
        guard let field else { return 1 }
        let count = try field.integer(in: 0...Int(Int32.max))
        guard count > 0 || metrics.contains(where: \.outlivesPods) else {
            throw field.wrong("0 needs at least one metric of type Object or External")
        }
        return count
    }

    // MARK: Metrics

    /// Without metrics, 80 % CPU: `SetDefaults_HorizontalPodAutoscaler`.
    private static func metrics(_ field: YAMLField?) throws(ScaleSimError) -> [Metric] {
        var metrics: [Metric] = []
        var selectors: [String: YAMLField?] = [:]
        for item in try field?.list() ?? [] {
            let (metric, selector) = try metric(item)
            // What a selector selects is in the observation under the metric's name, which must then mean one thing.
            if let earlier = selectors[metric.observedAs] {
                let isSame =
                    switch (earlier, selector) {
                    case (nil, nil): true
                    case (let one?, let other?): one.hasSameContent(as: other)
                    default: false
                    }
                guard isSame else {
                    throw item.wrong("two metrics of one name that differ in their selectors are not supported")
                }
            }
            selectors.updateValue(selector, forKey: metric.observedAs)
            metrics.append(metric)
        }
        return metrics.isEmpty ? [.cpuUtilization(percent: 80)] : metrics
    }

    private static let sources = ["resource", "containerResource", "pods", "object", "external"]

    private static func metric(_ field: YAMLField) throws(ScaleSimError) -> (Metric, selector: YAMLField?) {
        let fields = try field.mapping(known: ["type"] + sources)
        let type = try fields.required("type")
        let source: String =
            switch try type.string() {
            case "Resource": "resource"
            case "ContainerResource": "containerResource"
            case "Pods": "pods"
            case "Object": "object"
            case "External": "external"
            default: throw type.expected("Resource, ContainerResource, Pods, Object or External")
            }
        if let other = fields.entries.first(where: { $0.key != "type" && $0.key != source }) {
            throw other.value.wrong("does not belong to a metric of type \(try type.string())")
        }
        let field = try fields.required(source)
        switch source {
        case "resource":
            let fields = try field.mapping(known: ["name", "target"])
            return (.resource(try resource(fields), try target(fields, allowing: .perPod)), nil)
        case "containerResource":
            let fields = try field.mapping(known: ["name", "container", "target"])
            let container = try fields.required("container").string("a container's name", where: \.isContainerName)
            return (.resource(try resource(fields), container: container, try target(fields, allowing: .perPod)), nil)
        case "pods":
            let fields = try field.mapping(known: ["metric", "target"])
            let (name, selector) = try identifier(fields)
            return (.pods(name: name, try target(fields, allowing: ["AverageValue"])), selector)
        case "object":
            let fields = try field.mapping(known: ["describedObject", "metric", "target"])
            let (name, selector) = try identifier(fields)
            return (.object(name: name, try target(fields, allowing: .total)), selector)
        default:
            let fields = try field.mapping(known: ["metric", "target"])
            let (name, selector) = try identifier(fields)
            return (.external(name: name, try target(fields, allowing: .total)), selector)
        }
    }

    private static func resource(_ fields: YAMLMapping) throws(ScaleSimError) -> Resource {
        let name = try fields.required("name")
        guard let resource = Resource(rawValue: try name.string()) else {
            throw name.expected("cpu or memory; other resources are not supported")
        }
        return resource
    }

    private static func identifier(_ fields: YAMLMapping) throws(ScaleSimError) -> (String, selector: YAMLField?) {
        let metric = try fields.required("metric").mapping(known: ["name", "selector"])
        let name = try metric.required("name").string("a metric's name, without / and %", where: \.isPathSegment)
        return (name, metric.given("selector"))
    }

    /// - Parameter kinds: the types of target that the metric's own type has.
    private static func target(_ fields: YAMLMapping, allowing kinds: [String]) throws(ScaleSimError) -> Target {
        let values = try fields.required("target").mapping(
            known: ["type", "averageUtilization", "averageValue", "value"])
        let type = try values.required("type")
        let kind = try type.string("\(kinds.joined(separator: " or "))") { kinds.contains($0) }
        let key = kind == "Utilization" ? "averageUtilization" : kind == "Value" ? "value" : "averageValue"
        if let other = values.entries.first(where: { $0.key != "type" && $0.key != key }) {
            throw other.value.wrong("does not belong to a target of type \(kind)")
        }
        let value = try values.required(key)
        switch kind {
        case "Utilization": return .utilization(try value.integer(in: 1...Int(Int32.max)))
        case "Value": return .value(milli: try value.milliQuantity(most: 1 << 46))
        default: return .average(milli: try value.milliQuantity(most: 1 << 46))
        }
    }

    // MARK: Behaviour

    /// Also read where KEDA's ScaledObjects hold it.
    static func behavior(_ field: YAMLField) throws(ScaleSimError) -> Behavior {
        let fields = try field.mapping(known: ["scaleUp", "scaleDown"])
        return Behavior(
            scaleUp: try rules(fields.given("scaleUp"), default: .defaultScaleUp),
            scaleDown: try rules(fields.given("scaleDown"), default: .defaultScaleDown))
    }

    /// Each missing field has its own default: `GenerateHPAScaleUpRules`, `GenerateHPAScaleDownRules`. The bounds are
    /// those of `ValidateHorizontalPodAutoscaler`.
    private static func rules(_ field: YAMLField?, default rules: Rules) throws(ScaleSimError) -> Rules {
        guard let field else { return rules }
        var rules = rules
        let fields = try field.mapping(
            known: ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"])
        if let window = fields.given("stabilizationWindowSeconds") {
            rules.stabilizationWindowSeconds = try window.integer(in: 0...3600)
        }
        if let selection = fields.given("selectPolicy") {
            rules.selectPolicy = try selection.word(Rules.Selection.self)
        }
        if let tolerance = fields.given("tolerance") {
            rules.tolerance = try tolerance.ratio()
        }
        guard let list = fields.given("policies") else { return rules }
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

extension [String] {
    fileprivate static var perPod: [String] { ["Utilization", "AverageValue"] }
    fileprivate static var total: [String] { ["Value", "AverageValue"] }
}

extension String {
    /// `IsValidPathSegmentName` of upstream's `pkg/api/validation/path`.
    fileprivate var isPathSegment: Bool {
        !isEmpty && self != "." && self != ".." && !utf8.contains { "/%".utf8.contains($0) }
    }

    /// A DNS label, as upstream's `ValidateDNS1123Label` has it.
    fileprivate var isContainerName: Bool {
        let isPlain = utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
        return isPlain && !isEmpty && utf8.count <= 63 && !hasPrefix("-") && !hasSuffix("-")
    }
}

extension HPASpec.Metric {
    /// Under which part and name of an observation it is looked for.
    fileprivate var observedAs: String {
        switch self {
        case .resource(let resource, let container, _): "resource \(resource.rawValue) \(container ?? "")"
        case .pods(let name, _): "pods \(name)"
        case .object(let name, _): "object \(name)"
        case .external(let name, _): "external \(name)"
        }
    }
}
