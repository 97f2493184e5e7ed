import Foundation
import ScaleSim
import Testing

/// What is read and what is refused. Upstream cases: `pkg/autoscaler/config/config_test.go`,
/// `pkg/apis/autoscaling/annotation_validation_test.go`, and of `pkg/reconciler/autoscaling` `TestResolveMetricTarget`,
/// `TestMakeMetric` and `TestMakeDecider`.
@Suite struct KPAManifestTests {
    private static let group = "autoscaling.knative.dev"

    /// A Service with these annotations, by their names without the group, and this configuration.
    private static func manifest(
        _ annotations: [String: String] = [:], _ configuration: [String: String] = [:], concurrency: Int = 0
    ) -> String {
        func lines(_ entries: [String: String], _ indentation: String, _ prefix: String = "") -> String {
            entries.sorted { $0.key < $1.key }.map { "\(indentation)\(prefix)\($0.key): \"\($0.value)\"\n" }.joined()
        }
        return """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: vote}
            spec:
              template:
                metadata:
                  annotations:
            \(lines(annotations, "        ", "\(group)/"))
                spec: {containerConcurrency: \(concurrency)}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: config-autoscaler}
            data:
              _example: "nothing: of this counts"
            \(lines(configuration, "  "))
            """
    }

    private static func spec(
        _ annotations: [String: String] = [:], _ configuration: [String: String] = [:], concurrency: Int = 0
    ) throws -> KPASpec {
        try KPASpec.parse(manifest(annotations, configuration, concurrency: concurrency), file: "service.yaml")
    }

    @Test("a Service alone has the defaults of an installation")
    func defaults() throws {
        let spec = try KPASpec.parse(
            "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {}}}",
            file: "service.yaml")
        var expected = KPASpec()
        expected.name = "a"
        #expect(spec == expected)
        #expect(
            try Self.spec()
                == {
                    var spec = expected; spec.name = "vote"; return spec
                }())
    }

    @Test("every annotation and key is read")
    func complete() throws {
        let spec = try Self.spec(
            [
                "class": "kpa.autoscaling.knative.dev", "metric": "rps", "target": "150.5",
                "target-utilization-percentage": "80", "target-burst-capacity": "-1", "window": "2m",
                "panic-window-percentage": "5", "panic-threshold-percentage": "150",
                "metric-aggregation-algorithm": "weightedExponential", "min-scale": "2", "max-scale": "40",
                "initial-scale": "3", "activation-scale": "4", "scale-down-delay": "15m",
                "scale-to-zero-pod-retention-period": "1m5.5s",
            ],
            [
                "max-scale-up-rate": "10", "max-scale-down-rate": "1.5", "scale-to-zero-grace-period": "45s",
                "enable-scale-to-zero": "F", "tick-interval": "2s",
            ])
        var expected = KPASpec()
        expected.name = "vote"
        expected.metric = .requestRate
        (expected.total, expected.target) = (150.5, 150.5 * 0.8)
        expected.targetBurstCapacity = -1
        (expected.stableWindow, expected.panicWindow) = (SimTime(seconds: 120), SimTime(seconds: 6))
        expected.panicThreshold = 1.5
        expected.isWeighted = true
        (expected.maxScaleUpRate, expected.maxScaleDownRate) = (10, 1.5)
        expected.scaleDownDelay = SimTime(seconds: 900)
        (expected.minScale, expected.maxScale, expected.initialScale, expected.activationScale) = (2, 40, 3, 4)
        expected.scalesToZero = false
        (expected.gracePeriod, expected.podRetention) = (SimTime(seconds: 45), SimTime(seconds: 65.5))
        #expect(spec == expected)
    }

    @Test("the values that a ConfigMap shows as examples are the defaults")
    func examples() throws {
        let spec = try Self.spec(
            [:],
            [
                "container-concurrency-target-percentage": "70", "container-concurrency-target-default": "100",
                "requests-per-second-target-default": "200", "target-burst-capacity": "211", "stable-window": "60s",
                "panic-window-percentage": "10.0", "panic-threshold-percentage": "200.0",
                "max-scale-up-rate": "1000.0", "max-scale-down-rate": "2.0", "enable-scale-to-zero": "true",
                "scale-to-zero-grace-period": "30s", "scale-to-zero-pod-retention-period": "0s",
                "pod-autoscaler-class": "kpa.autoscaling.knative.dev", "activator-capacity": "100.0",
                "initial-scale": "1", "allow-zero-initial-scale": "false", "min-scale": "0", "max-scale": "0",
                "scale-down-delay": "0s", "max-scale-limit": "0",
            ])
        #expect(try spec == Self.spec())
    }

    @Test("an annotation goes before the cluster's value, be it zero")
    func precedence() throws {
        let spec = try Self.spec(
            ["scale-to-zero-pod-retention-period": "0", "max-scale": "0", "scale-down-delay": "0"],
            ["scale-to-zero-pod-retention-period": "60s", "max-scale": "9", "scale-down-delay": "5m"])
        #expect((spec.podRetention, spec.maxScale, spec.scaleDownDelay) == (.zero, 0, .zero))
    }

    @Test("the cluster's values stand in for annotations")
    func clusterValues() throws {
        let spec = try Self.spec(
            [:],
            [
                "min-scale": "2", "max-scale": "9", "initial-scale": "0", "allow-zero-initial-scale": "true",
                "stable-window": "5m", "scale-down-delay": "3m", "scale-to-zero-pod-retention-period": "2m3s",
                "panic-threshold-percentage": "50", "target-burst-capacity": "0",
            ])
        #expect((spec.minScale, spec.maxScale, spec.initialScale) == (2, 9, 0))
        #expect((spec.stableWindow.seconds, spec.panicWindow.seconds) == (300, 30))
        #expect((spec.scaleDownDelay.seconds, spec.podRetention.seconds) == (180, 123))
        #expect((spec.panicThreshold, spec.targetBurstCapacity) == (0.5, 0))
        #expect(try Self.spec(["initial-scale": "2"], ["initial-scale": "4"]).initialScale == 2)
    }

    @Test("of two spellings the one with hyphens counts; the older one alone is read too")
    func spellings() throws {
        let spec = try Self.spec(["minScale": "1", "min-scale": "2", "maxScale": "7", "targetBurstCapacity": "5"])
        #expect((spec.minScale, spec.maxScale, spec.targetBurstCapacity) == (2, 7, 5))
    }

    @Test(
        "target and total",
        arguments: [
            ([:], [:], 0, 70, 100),
            ([:], ["container-concurrency-target-percentage": "100"], 0, 100, 100),
            ([:], ["container-concurrency-target-percentage": "1"], 0, 100, 100),
            ([:], ["container-concurrency-target-percentage": "100"], 1, 1, 1),
            ([:], ["container-concurrency-target-percentage": "100"], 10, 10, 10),
            ([:], ["container-concurrency-target-percentage": "80"], 0, 80, 100),
            ([:], ["container-concurrency-target-percentage": "0.8"], 10, 8, 10),
            (
                [:],
                ["container-concurrency-target-percentage": "30", "container-concurrency-target-default": "2"], 0, 0.6,
                2
            ),
            (["target-utilization-percentage": "75"], ["container-concurrency-target-percentage": "80"], 12, 9, 12),
            ([:], ["container-concurrency-target-percentage": "80"], 1, 0.8, 1),
            (["target": "1"], ["container-concurrency-target-percentage": "0.001"], 0, 0.01, 1),
            (["target": "1"], ["container-concurrency-target-percentage": "75"], 0, 0.75, 1),
            (["target": "1"], ["container-concurrency-target-percentage": "100"], 0, 1, 1),
            (["target": "10"], ["container-concurrency-target-percentage": "75"], 0, 7.5, 10),
            (["target": "1"], ["container-concurrency-target-percentage": "100"], 10, 1, 1),
            (["target": "500"], ["container-concurrency-target-percentage": "100"], 0, 500, 500),
            // Never above what a pod takes at once.
            (["target": "10"], ["container-concurrency-target-percentage": "100"], 1, 1, 1),
            (["metric": "rps"], [:], 1, 140, 200),
            (["metric": "rps", "target": "1"], [:], 0, 0.7, 1),
            (["metric": "rps", "target-utilization-percentage": "75"], [:], 0, 150, 200),
            (["metric": "rps", "target": "300"], [:], 0, 210, 300),
            // The percentage of concurrency is not that of rates.
            (["metric": "rps"], ["container-concurrency-target-percentage": "50"], 0, 140, 200),
        ] as [([String: String], [String: String], Int, Double, Double)])
    func targets(
        annotations: [String: String], configuration: [String: String], concurrency: Int, target: Double, total: Double
    ) throws {
        let spec = try Self.spec(annotations, configuration, concurrency: concurrency)
        #expect(abs(spec.target - target) < 1e-12)
        #expect(spec.total == total)
    }

    @Test(
        "the panic window is rounded to a second, half a second up, and is one at least",
        arguments: [
            (["window": "10s", "panic-window-percentage": "10"], 1.0), (["window": "10m"], 60),
            (["panic-window-percentage": "50"], 30), (["panic-window-percentage": "51"], 31),
            (["window": "6s", "panic-window-percentage": "1"], 1), (["window": "45s"], 5),
        ] as [([String: String], Double)])
    func panicWindows(annotations: [String: String], seconds: Double) throws {
        #expect(try Self.spec(annotations).panicWindow.seconds == seconds)
    }

    @Test(
        "annotations out of bounds are refused",
        arguments: [
            ("min-scale", "-1"), ("max-scale", "2147483648"), ("max-scale", "-1"), ("min-scale", "foo"),
            ("panic-window-percentage", "-1"), ("panic-window-percentage", "202"), ("panic-window-percentage", "fifty"),
            ("panic-threshold-percentage", "109"), ("panic-threshold-percentage", "10009"),
            ("panic-threshold-percentage", "fifty"), ("target", "-11"), ("target", "0"), ("target", "100}"),
            ("target-burst-capacity", "-11"), ("target-burst-capacity", "qarashen"),
            ("target-utilization-percentage", "0"), ("target-utilization-percentage", "101"), ("window", "jerry"),
            ("window", "1s"), ("window", "365h"), ("window", "1m9s82ms"), ("window", "60"),
            ("scale-to-zero-pod-retention-period", "311m"), ("scale-to-zero-pod-retention-period", "-42s"),
            ("scale-to-zero-pod-retention-period", "minutes"), ("scale-down-delay", "311m"),
            ("scale-down-delay", "42.5s"), ("scale-down-delay", "-42s"), ("metric", "cpu"), ("metric", "memory"),
            ("metric", ""), ("initial-scale", "0"), ("initial-scale", "-1"), ("initial-scale", "invalid"),
            ("activation-scale", "1"), ("metric-aggregation-algorithm", "random-selection"),
            ("class", "unsupported.knative.dev"), ("class", "hpa.autoscaling.knative.dev"),
            ("class", "some.other.domain"),
        ])
    func annotationFaults(name: String, value: String) {
        let error = #expect(throws: ScaleSimError.self) { try Self.spec([name: value]) }
        let place = "service.yaml:8: spec.template.metadata.annotations.\(Self.group)/\(name): "
        #expect(error?.description.hasPrefix(place) == true, "\(error?.description ?? "")")
    }

    @Test(
        "annotations at their bounds are read",
        arguments: [
            ("min-scale", "0"), ("max-scale", "0"), ("max-scale", "2147483647"), ("panic-threshold-percentage", "110"),
            ("panic-threshold-percentage", "1000"), ("panic-window-percentage", "100"), ("target", "0.01"),
            ("target-burst-capacity", "0"), ("target-burst-capacity", "19870709"), ("window", "6s"), ("window", "1h"),
            ("window", "7s"), ("scale-to-zero-pod-retention-period", "0"), ("scale-down-delay", "21m31s"),
            ("scale-down-delay", "0"), ("metric-aggregation-algorithm", ""), ("metric-aggregation-algorithm", "linear"),
            ("activation-scale", "2"),
        ])
    func annotationBounds(name: String, value: String) throws {
        _ = try Self.spec([name: value])
    }

    @Test(
        "scales that contradict each other are refused",
        arguments: [
            (["min-scale": "5", "max-scale": "2"], [:], "must be at least min-scale, 5"),
            (["min-scale": "3", "activation-scale": "2"], [:], "must lie between min-scale and max-scale"),
            (["max-scale": "1", "activation-scale": "2"], [:], "must lie between min-scale and max-scale"),
            (["max-scale": "11"], ["max-scale-limit": "10", "max-scale": "1"], "from 1 to max-scale-limit, 10"),
            (["max-scale": "0"], ["max-scale-limit": "10", "max-scale": "1"], "from 1 to max-scale-limit, 10"),
        ] as [([String: String], [String: String], String)])
    func contradictions(annotations: [String: String], configuration: [String: String], message: String) {
        let error = #expect(throws: ScaleSimError.self) { try Self.spec(annotations, configuration) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(
        "the configuration's bounds are upstream's",
        arguments: [
            ["max-scale-up-rate": "not a float"], ["scale-down-delay": "-1m23s"],
            ["scale-to-zero-pod-retention-period": "-4m11s"], ["stable-window": "not a duration"],
            ["target-burst-capacity": "-11"], ["container-concurrency-target-percentage": "-42"],
            ["container-concurrency-target-percentage": "142.4"], ["requests-per-second-target-default": "-5.25"],
            ["max-scale-up-rate": "1"], ["max-scale-down-rate": "-55"], ["max-scale-down-rate": "1"],
            ["stable-window": "1h1s"], ["stable-window": "1s"], ["stable-window": "61984ms"],
            ["scale-down-delay": "61984ms"], ["activator-capacity": "0.95"], ["panic-window-percentage": "0.1"],
            ["panic-window-percentage": "110"],
            ["container-concurrency-target-percentage": "1", "container-concurrency-target-default": "0.001"],
            ["scale-to-zero-grace-period": "0s"], ["initial-scale": "0"], ["initial-scale": "-1"],
            ["initial-scale": "invalid"], ["allow-zero-initial-scale": "invalid"], ["max-scale": "-1"],
            ["max-scale": "10", "max-scale-limit": "9"], ["max-scale-limit": "-9"],
            ["max-scale": "0", "max-scale-limit": "11"], ["min-scale": "4", "max-scale": "3"],
            ["tick-interval": "4s"], ["pod-autoscaler-class": "some.class"],
        ])
    func configurationFaults(configuration: [String: String]) {
        #expect(throws: ScaleSimError.self) { try Self.spec([:], configuration) }
    }

    @Test(
        "and no narrower",
        arguments: [
            ["max-scale-up-rate": "1.001", "target-burst-capacity": "0", "activator-capacity": "1"],
            ["container-concurrency-target-percentage": "0.71", "container-concurrency-target-default": "10.5"],
            ["target-burst-capacity": "-1"], ["enable-scale-to-zero": "TRUE"], ["min-scale": "4"],
            ["max-scale": "10", "max-scale-limit": "11"], ["scale-to-zero-grace-period": "1ns"],
        ])
    func configurationBounds(configuration: [String: String]) throws {
        _ = try Self.spec([:], configuration)
    }

    @Test(
        "what is not there, not known or not supported is named",
        arguments: [
            (
                "\(group)/min-scale:", "\(group)/min-scales:",
                "service.yaml:8: spec.template.metadata.annotations.\(group)/min-scales: unknown annotation; did you mean `min-scale`?"
            ),
            (
                "metadata: {name: vote}", "metadata: {annotations: {\(group)/min-scale: '1'}}",
                "service.yaml:3: metadata.annotations.\(group)/min-scale: belongs under spec.template.metadata.annotations"
            ),
            ("stable-window", "stable-windows", "data.stable-windows: unknown key; did you mean `stable-window`?"),
            ("serving.knative.dev/v1", "serving.knative.dev/v1alpha1", "apiVersion: expected serving.knative.dev/v1"),
            ("kind: Service", "kind: Route", "expected one Service, Configuration, Revision or PodAutoscaler"),
            ("containerConcurrency: 0", "containerConcurrency: 1001", "containerConcurrency: expected a whole number"),
            (
                "name: config-autoscaler}\ndata:", "name: config-deployment}\ndata:\n  progress-deadline: 5s",
                "data.progress-deadline: is not supported"
            ),
        ])
    func faults(original: String, replacement: String, message: String) {
        let text = Self.manifest(["min-scale": "1"], ["stable-window": "60s"])
            .replacing(original, with: replacement, maxReplacements: 1)
        let error = #expect(throws: ScaleSimError.self) { try KPASpec.parse(text, file: "service.yaml") }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("a Revision tells by its label whether a route leads to it, a PodAutoscaler by its field")
    func otherKinds() throws {
        let revision = try KPASpec.parse(
            """
            apiVersion: serving.knative.dev/v1
            kind: Revision
            metadata:
              name: vote-1
              labels: {serving.knative.dev/routingState: reserve}
              annotations: {\(Self.group)/min-scale: "2", serving.knative.dev/progress-deadline: 5s}
            spec: {containerConcurrency: 10}
            """, file: "revision.yaml")
        #expect(revision.reachability == .unreachable)
        #expect((revision.minScale, revision.total, revision.progressDeadline.seconds) == (2, 10, 5))
        let autoscaler = try KPASpec.parse(
            """
            apiVersion: autoscaling.internal.knative.dev/v1alpha1
            kind: PodAutoscaler
            metadata: {name: vote-1, annotations: {\(Self.group)/metric: rps}}
            spec: {containerConcurrency: 10, reachability: Reachable, scaleTargetRef: {}, protocolType: http1}
            """, file: "pa.yaml")
        #expect(autoscaler.reachability == .reachable)
        #expect((autoscaler.metric, autoscaler.total) == (.requestRate, 200))
    }

    @Test("the example is read as a policy file")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        let path = root.standardizedFileURL.appending(path: "examples/policies/knative-service.yaml").path
        let file = try PolicyFile.read(contentsOf: [path])
        #expect(file.name == "kpa vote")
        #expect(file.metrics.pods == ["concurrency"])
        #expect(file.metrics.builtIn == [.init(name: "concurrency", quantity: .concurrency)])
        #expect(file.policy.evaluationIntervalSeconds == 2)
        let policy = try #require(file.policy as? KnativeKPA)
        #expect((policy.spec.target, policy.spec.total, policy.spec.panicWindow.seconds) == (15, 20, 6))
    }
}
