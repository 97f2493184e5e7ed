import ScaleSim
import Testing

/// A HorizontalPodAutoscaler that is wrong, and the beginning of the message about it: file, line and field.
///
/// Among them are the cases that upstream's `validation_test.go` rejects and this reader sees.
struct MalformedManifest: CustomTestStringConvertible, Sendable {
    var text: String
    var says: String

    var testDescription: String { text }

    /// - Parameter fields: of the `spec`, from line 4 on.
    private static func spec(_ fields: String, _ says: String) -> MalformedManifest {
        let head = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n"
        let lines = fields.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return MalformedManifest(text: head + lines, says: "hpa.yaml:\(says)")
    }

    private static func metric(_ text: String, _ says: String) -> MalformedManifest {
        spec("maxReplicas: 5\nmetrics:\n- \(text)", "6: spec.metrics[0]\(says)")
    }

    private static func target(_ text: String, _ says: String) -> MalformedManifest {
        metric("{type: Resource, resource: {name: cpu, target: {\(text)}}}", ".resource.target\(says)")
    }

    private static func external(_ text: String, _ says: String) -> MalformedManifest {
        metric("{type: External, external: {\(text)}}", ".external\(says)")
    }

    private static func rules(_ text: String, _ says: String) -> [MalformedManifest] {
        ["scaleUp", "scaleDown"].map { direction in
            spec("maxReplicas: 5\nbehavior:\n  \(direction):\n    \(text)", "7: spec.behavior.\(direction).\(says)")
        }
    }

    private static func policy(_ text: String, _ says: String) -> [MalformedManifest] {
        rules("policies: [{\(text)}]", "policies[0]\(says)")
    }

    static let all = documents + replicas + sources + targets + names + mixedSources + behaviors

    private static let documents = [
        MalformedManifest(text: "", says: "hpa.yaml: expected one object of kind HorizontalPodAutoscaler, found 0"),
        MalformedManifest(text: "[]", says: "hpa.yaml: expected one object of kind"),
        MalformedManifest(
            text: "{kind: HorizontalPodAutoscaler}\n---\n{kind: HorizontalPodAutoscaler}",
            says: "hpa.yaml: expected one object of kind HorizontalPodAutoscaler, found 2"),
        MalformedManifest(
            text: "kind: HorizontalPodAutoscaler\nspec: {maxReplicas: 1}",
            says: "hpa.yaml:1: the key `apiVersion` is missing"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nspec: {maxReplicas: 1}",
            says: "hpa.yaml:1: apiVersion: expected autoscaling/v2"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler",
            says: "hpa.yaml:1: the key `spec` is missing"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspecs: {maxReplicas: 1}",
            says: "hpa.yaml:3: specs: unknown key; did you mean `spec`?"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: 5",
            says: "hpa.yaml:3: spec: expected a mapping, found `5`"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n\tmaxReplicas: 1",
            says: "hpa.yaml:4: not YAML"),
        MalformedManifest(
            text: "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: {maxReplicas: 1, maxReplicas: 2}",
            says: "hpa.yaml:3: the key `maxReplicas` occurs twice"),
        MalformedManifest(
            text:
                "{\"apiVersion\": \"autoscaling/v2\",\n\"kind\": \"HorizontalPodAutoscaler\",\n\"spec\": {\"maxReplicas\": \"many\"}}",
            says: "hpa.yaml:3: spec.maxReplicas: expected a whole number from 1"),
    ]

    private static let replicas = [
        spec("minReplicas: 1", "4: spec: the key `maxReplicas` is missing"),
        spec("maxReplicas: 0", "4: spec.maxReplicas: expected a whole number from 1"),
        spec("maxReplicas: 2147483648", "4: spec.maxReplicas: expected a whole number from 1 to 2147483647"),
        spec("maxReplicas: 2.5", "4: spec.maxReplicas: expected a whole number"),
        spec("maxReplicas: 5\nminReplicas: -1", "5: spec.minReplicas: expected a whole number from 0"),
        spec("maxReplicas: 5\nminReplicas: 7", "4: spec.maxReplicas: must be at least minReplicas, 7"),
        spec("maxReplicas: 5\nminReplicas: 0", "5: spec.minReplicas: 0 needs at least one metric of type Object"),
        spec("maxReplicas: [5]", "4: spec.maxReplicas: expected a text, found a list"),
        spec(
            "maxReplicas: 5\ntargetCPUUtilizationPercentage: 50", "5: spec.targetCPUUtilizationPercentage: unknown key"),
        spec("maxReplicas: 5\nselectionStrategy: OwnerReferences", "5: spec.selectionStrategy: unknown key"),
    ]

    private static let sources = [
        spec("maxReplicas: 5\nmetrics: 3", "5: spec.metrics: expected a list, found `3`"),
        metric("{}", ": the key `type` is missing"),
        metric("{type: InvalidType}", ".type: expected Resource, ContainerResource, Pods, Object or External"),
        metric("{type: Resource}", ": the key `resource` is missing"),
        metric("{type: Resource, resources: {}}", ".resources: unknown key; did you mean `resource`?"),
        metric(
            "{type: Resource, resource: {target: {type: Utilization, averageUtilization: 70}}}",
            ".resource: the key `name` is missing"),
        metric(
            "{type: Resource, resource: {name: nvidia.com/gpu, target: {type: AverageValue, averageValue: 1}}}",
            ".resource.name: expected cpu or memory; other resources are not supported"),
        metric("{type: Resource, resource: {name: cpu}}", ".resource: the key `target` is missing"),
        metric(
            "{type: Pods, pods: {metric: {name: m, source: {apiGroup: g}}, target: {type: AverageValue, averageValue: 1}}}",
            ".pods.metric.source: unknown key"),
        metric(
            "{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}, pods: {metric: {name: m}}}",
            ".pods: does not belong to a metric of type Resource"),
        spec(
            "maxReplicas: 5\nmetrics:\n- {type: External, external: {metric: {name: q}, target: {type: Value, value: 1}}}\n- {type: External, external: {metric: {name: q, selector: {}}, target: {type: Value, value: 1}}}",
            "7: spec.metrics[1]: two metrics of one name that differ in their selectors are not supported"),
    ]

    private static let targets = [
        target("averageUtilization: 70", ": the key `type` is missing"),
        target("type: boogity, averageUtilization: 70", ".type: expected Utilization or AverageValue, found `boogity`"),
        target("type: Value, value: 1", ".type: expected Utilization or AverageValue, found `Value`"),
        target("type: Utilization", ": the key `averageUtilization` is missing"),
        target("type: AverageValue", ": the key `averageValue` is missing"),
        target("type: Utilization, averageUtilization: -10", ".averageUtilization: expected a whole number from 1"),
        target("type: Utilization, averageUtilization: 0", ".averageUtilization: expected a whole number from 1"),
        target("type: Utilization, averageUtilization: 70%", ".averageUtilization: expected a whole number from 1"),
        target(
            "type: Utilization, averageUtilization: 70, averageValue: 300m",
            ".averageValue: does not belong to a target of type Utilization"),
        target("type: AverageValue, averageValue: 0", ".averageValue: expected a positive Kubernetes quantity"),
        target("type: AverageValue, averageValue: 1Q", ".averageValue: expected a positive Kubernetes quantity"),
        target("type: AverageValue, averageValue: 10E", ".averageValue: expected a positive Kubernetes quantity"),
        external("metric: {name: m}, target: {type: Value}", ".target: the key `value` is missing"),
        external("metric: {name: m}, target: {type: Value, value: -300m}", ".target.value: expected a positive"),
        external(
            "metric: {name: m}, target: {type: AverageValue, averageValue: -300m}", ".target.averageValue: expected a"),
        external(
            "metric: {name: m}, target: {type: Value, value: 1, averageValue: 1}",
            ".target.averageValue: does not belong to a target of type Value"),
        external("metric: {name: m}, target: {value: 300m}", ".target: the key `type` is missing"),
        external("metric: {name: m}", ": the key `target` is missing"),
        metric(
            "{type: Pods, pods: {metric: {name: m}, target: {type: Value, value: 1}}}",
            ".pods.target.type: expected AverageValue, found `Value`"),
        metric(
            "{type: Object, object: {metric: {name: m}, target: {type: Utilization, averageUtilization: 1}}}",
            ".object.target.type: expected Value or AverageValue"),
    ]

    private static func container(_ text: String, _ says: String) -> MalformedManifest {
        metric(
            "{type: ContainerResource, containerResource: {name: cpu\(text), target: {type: Utilization, averageUtilization: 70}}}",
            ".containerResource\(says)")
    }

    private static let names = [
        container("", ": the key `container` is missing"),
        container(", container: '---***'", ".container: expected a container's name, found `---***`"),
        container(", container: ''", ".container: expected a container's name"),
        container(", container: App", ".container: expected a container's name, found `App`"),
        external("metric: {}, target: {type: Value, value: 1}", ".metric: the key `name` is missing"),
        external("metric: {name: ''}, target: {type: Value, value: 1}", ".metric.name: expected a metric's name"),
        external("metric: {name: foo/../}, target: {type: Value, value: 1}", ".metric.name: expected a metric's name"),
        external("metric: {name: '..'}, target: {type: Value, value: 1}", ".metric.name: expected a metric's name"),
        external("metric: {name: 50%}, target: {type: Value, value: 1}", ".metric.name: expected a metric's name"),
        external("target: {type: Value, value: 1}", ": the key `metric` is missing"),
        metric("{type: Pods, pods: {metric: {}, target: {}}}", ".pods.metric: the key `name` is missing"),
        metric("{type: Object, object: {metric: {}, target: {}}}", ".object.metric: the key `name` is missing"),
    ]

    /// Each source under each other's type.
    private static let mixedSources: [MalformedManifest] = {
        let sources = [
            ("Resource", "resource"), ("ContainerResource", "containerResource"), ("Pods", "pods"),
            ("Object", "object"),
        ]
        return sources.flatMap { type, _ in
            sources.filter { $0.0 != type }.map { _, source in
                metric("{type: \(type), \(source): {}}", ".\(source): does not belong to a metric of type \(type)")
            }
        }
    }()

    private static let behaviors: [MalformedManifest] =
        [
            spec("maxReplicas: 5\nbehavior: fast", "5: spec.behavior: expected a mapping, found `fast`"),
            spec("maxReplicas: 5\nbehavior: {scaleup: {}}", "5: spec.behavior.scaleup: unknown key; did you mean"),
        ]
        + rules("policies: []", "policies: expected at least one policy")
        + rules("policies: {type: Pods}", "policies: expected a list, found a mapping")
        + rules(
            "stabilizationWindowSeconds: 3601", "stabilizationWindowSeconds: expected a whole number from 0 to 3600")
        + rules("stabilizationWindowSeconds: -1", "stabilizationWindowSeconds: expected a whole number from 0 to 3600")
        + rules("stabilizationWindowSeconds: 5m", "stabilizationWindowSeconds: expected a whole number from 0 to 3600")
        + rules("selectPolicy: incorrect", "selectPolicy: expected one of `Max`, `Min`, `Disabled`, found `incorrect`")
        + rules("tolerance: -0.001", "tolerance: expected a Kubernetes quantity of at least 0")
        + rules("tolerance: -10m", "tolerance: expected a Kubernetes quantity of at least 0")
        + rules("tolerance: 10%", "tolerance: expected a Kubernetes quantity of at least 0")
        + policy("type: Pods, value: 7, periodSeconds: 1801", ".periodSeconds: expected a whole number from 1 to 1800")
        + policy("type: hm, value: 7, periodSeconds: 8", ".type: expected one of `Pods`, `Percent`, found `hm`")
        + policy("type: Pods, value: 8", ": the key `periodSeconds` is missing")
        + policy("type: Pods, value: 8, periodSeconds: 0", ".periodSeconds: expected a whole number from 1")
        + policy("type: Pods, periodSeconds: 8", ": the key `value` is missing")
        + policy("type: Pods, value: 0, periodSeconds: 8", ".value: expected a whole number from 1")
        + policy("type: Pods, value: 1, periodSeconds: -1", ".periodSeconds: expected a whole number from 1")
        + policy("type: Pods, value: -1, periodSeconds: 1", ".value: expected a whole number from 1")
        + policy("value: 1, periodSeconds: 1", ": the key `type` is missing")
}
