import ScaleSim
import UserInput
import Testing

@Suite struct HPAManifestTests {
    static let complete = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: vote}
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: vote
          labels: {app: vote}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vote}
          minReplicas: 2
          maxReplicas: 10
          metrics:
          - type: Resource
            resource:
              name: cpu
              target: {type: Utilization, averageUtilization: 60}
          - type: Pods
            pods:
              metric: {name: http_requests_per_second}
              target: {type: AverageValue, averageValue: 1500m}
          - type: Resource
            resource:
              name: cpu
              target: {type: AverageValue, averageValue: "0.2"}
          behavior:
            scaleUp:
              stabilizationWindowSeconds: 30
              selectPolicy: Min
              policies:
              - {type: Pods, value: 2, periodSeconds: 60}
            scaleDown:
              tolerance: 50m
        """

    @Test("a manifest beside other objects is read, and defaults are filled in")
    func readsManifest() throws {
        let spec = try HPASpec.parse(Self.complete, file: "hpa.yaml")
        #expect(
            spec
                == HPASpec(
                    name: "vote", minReplicas: 2, maxReplicas: 10,
                    metrics: [
                        .cpuUtilization(percent: 60),
                        .pods(name: "http_requests_per_second", .average(milli: 1500)),
                        .resource(.cpu, .average(milli: 200)),
                    ],
                    behavior: .init(
                        scaleUp: .init(
                            stabilizationWindowSeconds: 30, selectPolicy: .min,
                            policies: [.init(kind: .pods, value: 2, periodSeconds: 60)]),
                        scaleDown: .init(
                            stabilizationWindowSeconds: nil,
                            policies: [.init(kind: .percent, value: 100, periodSeconds: 15)], tolerance: 0.05))))
    }

    @Test("without metrics the API server puts 80 % CPU, without minReplicas 1")
    func defaults() throws {
        let spec = try HPASpec.parse(
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 3}}", file: "hpa.yaml")
        #expect(spec == HPASpec(minReplicas: 1, maxReplicas: 3, metrics: [.cpuUtilization(percent: 80)]))
    }

    @Test(
        "what is wrong or not supported is named with its line",
        arguments: [
            (
                "minReplicas: 2", "minReplicaz: 2",
                "hpa.yaml:12: spec.minReplicaz: unknown key; did you mean `minReplicas`?"
            ),
            ("maxReplicas: 10", "maxReplicas: 1", "hpa.yaml:13: spec.maxReplicas: must be at least minReplicas, 2"),
            (
                "type: Resource\n    resource:", "type: External\n    external:",
                "hpa.yaml:17: spec.metrics[0].external.name: unknown key; known here: metric, target"
            ),
            (
                "selectPolicy: Min", "selectPolicy: Most",
                "hpa.yaml:30: spec.behavior.scaleUp.selectPolicy: expected one of"
            ),
            (
                "value: 2, periodSeconds: 60", "value: 0, periodSeconds: 60",
                "hpa.yaml:32: spec.behavior.scaleUp.policies[0].value"
            ),
            ("periodSeconds: 60", "periodSeconds: 1801", "a whole number from 1 to 1800, found `1801`"),
            (
                "autoscaling/v2", "autoscaling/v1",
                "hpa.yaml:5: apiVersion: expected autoscaling/v2, found `autoscaling/v1`"
            ),
            ("1500m", "1500 qps", "expected a positive Kubernetes quantity"),
            ("name: cpu", "name: storage", "hpa.yaml:17: spec.metrics[0].resource.name: expected cpu or memory"),
            (
                "kind: HorizontalPodAutoscaler", "kind: Service",
                "expected one object of kind HorizontalPodAutoscaler, found 0"
            ),
            ("metadata: {name: vote}", "metadata: {name: vote", "hpa.yaml:4: not YAML"),
        ])
    func faults(original: String, replacement: String, message: String) {
        let text = Self.complete.replacing(original, with: replacement, maxReplacements: 1)
        let error = #expect(throws: ScaleSimError.self) { try HPASpec.parse(text, file: "hpa.yaml") }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("each malformed manifest gets one message, with file, line and field", arguments: MalformedManifest.all)
    func malformed(_ example: MalformedManifest) {
        let error = #expect(throws: ScaleSimError.self) { try HPASpec.parse(example.text, file: "hpa.yaml") }
        #expect(error?.code == .badInput)
        #expect(error?.description.hasPrefix(example.says) == true, "\(error?.description ?? "")")
    }

    @Test(
        "Kubernetes quantities in thousandths, rounded up",
        arguments: [
            ("250m", 250), ("0.5", 500), ("2k", 2_000_000), ("1500u", 2), ("1e2", 100_000), (".25", 250),
            ("1Ki", 1_024_000),
            ("1n", 1),
        ])
    func quantities(text: String, milli: Int) {
        #expect(Quantity.kubernetes(text).flatMap { Quantity.milli($0) } == milli)
    }

    /// Upstream's `base * math.Pow10(exponent)`: 172 · 0.001 and 350 · 0.001 lie beside the nearest numbers.
    @Test(
        "Kubernetes quantities as numbers are the whole number before the suffix times its factor",
        arguments: [
            ("0.1", 0.1), ("50m", 0.05), ("0.164", 0.164), ("164m", 0.164), ("0.172", 0.17200000000000001),
            ("0.35", 0.35000000000000003), ("1500u", 0.0015), ("0", 0), ("10", 10), ("2k", 2000), ("1e-10", 1e-9),
        ])
    func numbers(text: String, number: Double) {
        #expect(Quantity.kubernetes(text).map { Quantity.double($0) } == number)
    }

    @Test("what is no quantity", arguments: ["", "m", "1.2.3", "1 k", "0x10", "1mm", "ten"])
    func noQuantities(text: String) {
        #expect(Quantity.kubernetes(text) == nil)
    }
}
