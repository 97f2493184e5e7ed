import ScaleSim
import Testing

/// Defaults of the API server, `defaults_test.go` of upstream's `pkg/apis/autoscaling/v2`, and manifests that its
/// validation accepts, of `validation_test.go`.
@Suite struct HPADefaultsTests {
    typealias Rules = HPASpec.Rules

    private static func rules(
        _ window: Int?, _ policies: [(HPASpec.RatePolicy.Kind, Int, Int)], _ select: Rules.Selection = .max,
        tolerance: Double? = nil
    ) -> Rules {
        Rules(
            stabilizationWindowSeconds: window, selectPolicy: select,
            policies: policies.map { .init(kind: $0.0, value: $0.1, periodSeconds: $0.2) }, tolerance: tolerance)
    }

    @Test(
        "each missing field of a direction has its own default",
        arguments: [
            ("scaleDown", "{}", rules(nil, [(.percent, 100, 15)])),
            (
                "scaleDown",
                "{stabilizationWindowSeconds: 25, selectPolicy: Max, policies: [{type: Pods, value: 1, periodSeconds: 2}, {type: Percent, value: 3, periodSeconds: 4}]}",
                rules(25, [(.pods, 1, 2), (.percent, 3, 4)])
            ),
            (
                "scaleDown", "{selectPolicy: Min, policies: [{type: Percent, value: 1, periodSeconds: 2}]}",
                rules(nil, [(.percent, 1, 2)], .min)
            ),
            ("scaleDown", "{policies: [{type: Pods, value: 3, periodSeconds: 4}]}", rules(nil, [(.pods, 3, 4)])),
            ("scaleUp", "{}", rules(0, [(.pods, 4, 15), (.percent, 100, 15)])),
            (
                "scaleUp",
                "{stabilizationWindowSeconds: 25, selectPolicy: Max, policies: [{type: Pods, value: 1, periodSeconds: 2}, {type: Percent, value: 3, periodSeconds: 4}]}",
                rules(25, [(.pods, 1, 2), (.percent, 3, 4)])
            ),
            (
                "scaleUp", "{selectPolicy: Min, policies: [{type: Pods, value: 1, periodSeconds: 2}]}",
                rules(0, [(.pods, 1, 2)], .min)
            ),
            ("scaleUp", "{policies: [{type: Percent, value: 7, periodSeconds: 10}]}", rules(0, [(.percent, 7, 10)])),
            (
                "scaleUp",
                "{stabilizationWindowSeconds: 25, policies: [{type: Pods, value: 4, periodSeconds: 2}]}",
                rules(25, [(.pods, 4, 2)])
            ),
            (
                "scaleUp",
                "{stabilizationWindowSeconds: 25, policies: [{type: Percent, value: 7, periodSeconds: 60}]}",
                rules(25, [(.percent, 7, 60)])
            ),
            // Accepted by validation.
            (
                "scaleUp", "{stabilizationWindowSeconds: 3600, selectPolicy: Min}",
                rules(3600, [(.pods, 4, 15), (.percent, 100, 15)], .min)
            ),
            (
                "scaleDown",
                "{stabilizationWindowSeconds: 0, selectPolicy: Disabled, policies: [{type: Percent, value: 10, periodSeconds: 1}, {type: Pods, value: 1, periodSeconds: 1800}]}",
                rules(0, [(.percent, 10, 1), (.pods, 1, 1800)], .disabled)
            ),
            ("scaleDown", "{tolerance: \"0.1\"}", rules(nil, [(.percent, 100, 15)], tolerance: 0.1)),
            ("scaleDown", "{tolerance: 10}", rules(nil, [(.percent, 100, 15)], tolerance: 10)),
            ("scaleDown", "{tolerance: 0}", rules(nil, [(.percent, 100, 15)], tolerance: 0)),
            ("scaleDown", "{tolerance: 100m}", rules(nil, [(.percent, 100, 15)], tolerance: 0.1)),
            ("scaleDown", "{tolerance: 1m}", rules(nil, [(.percent, 100, 15)], tolerance: 0.001)),
            // Our own: a key without a value is none.
            (
                "scaleUp", "{stabilizationWindowSeconds: null, selectPolicy: ~, policies: null, tolerance: }",
                rules(0, [(.pods, 4, 15), (.percent, 100, 15)])
            ),
        ])
    func behavior(direction: String, text: String, expected: Rules) throws {
        let spec = try HPASpec.parse(Self.manifest("behavior: {\(direction): \(text)}"), file: "hpa.yaml")
        let behavior = try #require(spec.behavior)
        #expect((direction == "scaleUp" ? behavior.scaleUp : behavior.scaleDown) == expected)
        // The other direction is not written.
        #expect(
            (direction == "scaleUp" ? behavior.scaleDown == .defaultScaleDown : behavior.scaleUp == .defaultScaleUp))
    }

    @Test("an empty behaviour is one, and none is none")
    func emptyBehavior() throws {
        #expect(try HPASpec.parse(Self.manifest("behavior: {}"), file: "hpa.yaml").behavior == .init())
        #expect(try HPASpec.parse(Self.manifest("behavior:"), file: "hpa.yaml").behavior == nil)
        #expect(try HPASpec.parse(Self.manifest("behavior: {scaleUp: }"), file: "hpa.yaml").behavior == .init())
    }

    @Test(
        "metrics that validation accepts are read",
        arguments: [
            (
                "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}",
                HPASpec.Metric.cpuUtilization(percent: 70)
            ),
            (
                "{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 300m}}}",
                .resource(.cpu, .average(milli: 300))
            ),
            (
                "{type: Pods, pods: {metric: {name: somemetric}, target: {type: AverageValue, averageValue: 300m}}}",
                .pods(name: "somemetric", .average(milli: 300))
            ),
            (
                "{type: ContainerResource, containerResource: {name: cpu, container: test-container, target: {type: Utilization, averageUtilization: 70}}}",
                .resource(.cpu, container: "test-container", .utilization(70))
            ),
            (
                "{type: ContainerResource, containerResource: {name: cpu, container: test-container, target: {type: AverageValue, averageValue: 300m}}}",
                .resource(.cpu, container: "test-container", .average(milli: 300))
            ),
            (
                "{type: Object, object: {describedObject: {kind: ReplicationController, name: myrc}, metric: {name: somemetric}, target: {type: Value, value: 300m}}}",
                .object(name: "somemetric", .value(milli: 300))
            ),
            (
                "{type: External, external: {metric: {name: somemetric, selector: {matchLabels: {label: value}}}, target: {type: Value, value: 300m}}}",
                .external(name: "somemetric", .value(milli: 300))
            ),
            (
                "{type: External, external: {metric: {name: somemetric, selector: {matchLabels: {label: value}}}, target: {type: AverageValue, averageValue: 300m}}}",
                .external(name: "somemetric", .average(milli: 300))
            ),
            // Our own: beyond 32 bits of bytes.
            (
                "{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 16Gi}}}",
                .resource(.memory, .average(milli: 16 << 30 * 1000))
            ),
        ])
    func metric(text: String, expected: HPASpec.Metric) throws {
        let spec = try HPASpec.parse(Self.manifest("metrics: [\(text)]"), file: "hpa.yaml")
        #expect(spec.metrics == [expected])
    }

    @Test(
        "minReplicas may be 0 beside a metric that outlives the pods",
        arguments: [
            "{type: Object, object: {describedObject: {kind: ReplicationController, name: myrc}, metric: {name: somemetric}, target: {type: Value, value: 300m}}}",
            "{type: External, external: {metric: {name: somemetric, selector: {matchLabels: {label: value}}}, target: {type: AverageValue, averageValue: 300m}}}",
        ])
    func minReplicas(metric: String) throws {
        for count in 0...1 {
            let text = Self.manifest("minReplicas: \(count)\n  metrics: [\(metric)]")
            #expect(try HPASpec.parse(text, file: "hpa.yaml").minReplicas == count)
        }
    }

    @Test("the example is read, and decides")
    func example() throws {
        let spec = try HPASpec.read(contentsOf: Self.examplePath)
        #expect(spec.name == "vote" && spec.minReplicas == 2 && spec.maxReplicas == 20)
        #expect(spec.metrics.count == 2 && spec.behavior?.scaleDown.stabilizationWindowSeconds == 120)
        var hpa = KubernetesHPA(spec: spec)
        let pods = (0..<4).map { PodObservation(name: "vote-\($0)", cpuRequestMilli: 500, cpuUsageMilli: 450) }
        // 90 % of 60 % for four are six; without requests in the queue.
        let observation = Observation(time: 0, currentReplicas: 4, pods: pods, externalMetrics: ["votes_waiting": 0])
        #expect(hpa.decide(observation).desired == 6)
    }

    private static let examplePath =
        "\(#filePath.split(separator: "/").dropLast(5).map { "/\($0)" }.joined())/examples/policies/hpa.yaml"

    static func manifest(_ fields: String) -> String {
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        spec:
          maxReplicas: 5
          \(fields)
        """
    }
}
