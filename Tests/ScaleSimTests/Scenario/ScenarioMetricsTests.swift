import Foundation
import ScaleSim
import Testing

@Suite("The metrics of a scenario file") struct ScenarioMetricsTests {
    /// Beside the examples' folder; no such file needs to be there.
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../s.yaml")
        .standardizedFileURL.path

    private static func text(_ metrics: String, policy: String = "{static: 2}") -> String {
        """
        objective: {latency: 250ms}
        services:
          vote:
            traffic: {poisson: {rate: 5/s}, duration: 1min}
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: \(policy)
            calls: [{service: worker, wait: none}]
          worker:
            work: {family: exponential, mean: 20ms}
            boot: {family: deterministic, value: 1s}
            policy: {static: 1}
        metrics: \(metrics)
        """
    }

    private static func scenario(_ metrics: String, policy: String = "{static: 2}") throws -> Scenario {
        try ScenarioFile.parse(text(metrics, policy: policy), file: path)
    }

    @Test("every field is read")
    func whole() throws {
        let metrics = try Self.scenario(
            """
            {scrape_interval: 5s, window: 10s, lag: 7s, pod_metrics: {inside: concurrency},
             object_metrics: {hits: requests_per_minute},
             external_metrics: {votes: {quantity: queue_length, service: worker, direct: true}}}
            """
        ).metrics
        var expected = MetricsPipeline(
            scrapeInterval: SimTime(seconds: 5), window: SimTime(seconds: 10), lag: SimTime(seconds: 7),
            podMetrics: [.init(name: "inside", quantity: .concurrency)])
        expected.objectMetrics = [.init(name: "hits", quantity: .requestsPerMinute)]
        expected.externalMetrics = [.init(name: "votes", quantity: .queueLength, service: 1, isDirect: true)]
        #expect(metrics == expected)
    }

    @Test(
        "what a platform measures by itself, and how often, needs no words",
        arguments: [
            ("hpa.yaml", 15.0, 15.0, "{external_metrics: {votes_waiting: queue_length}}"),
            ("knative-service.yaml", 1, 2, "{}"), ("gcp-autoscaler.yaml", 60, 60, "{}"),
            ("azure-autoscale.yaml", 60, 60, "{}"), ("knative-service.yaml", 3, 3, "{scrape_interval: 3s}"),
        ])
    func platforms(file: String, scrape: Double, window: Double, metrics: String) throws {
        let pipeline = try Self.scenario(metrics, policy: "{file: examples/policies/\(file)}").metrics
        #expect(pipeline.scrapeInterval.seconds == scrape && pipeline.window.seconds == window)
        let isKnative = file.hasPrefix("knative")
        #expect(pipeline.podMetrics == (isKnative ? [.init(name: "concurrency", quantity: .concurrency)] : []))
    }

    @Test("the only container has the name that the policy knows it by")
    func container() throws {
        let folder = try Folder()
        let hpa = try folder.write(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: vote}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vote}
              maxReplicas: 6
              metrics:
                - type: ContainerResource
                  containerResource:
                    {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}
            """, to: "hpa.yaml")
        #expect(try Self.scenario("{}", policy: "{file: \(hpa)}").metrics.container == "app")
        withExtendedLifetime(folder) {}
    }

    @Test(
        "a wrong one is refused with file, line and field",
        arguments: [
            ("{lag: 5}", "metrics.lag: expected a duration with its unit"),
            ("{scrape_interval: 1ms, lag: 2s}", "metrics.lag: is more than a thousand scrape intervals"),
            ("{pod_metrics: {q: queue_length}}", "metrics.pod_metrics.q: is of a service, not of a pod"),
            ("{object_metrics: {q: queue}}", "metrics.object_metrics.q: expected one of `request_rate`"),
            ("{external_metrics: {q: {service: worker}}}", "metrics.external_metrics.q: the key `quantity` is missing"),
            (
                "{external_metrics: {q: {quantity: concurrency, service: workers}}}",
                "metrics.external_metrics.q.service: no such service; did you mean `worker`?"
            ),
            (
                "{external_metrics: {q: {quantity: concurrency, direct: true}}}",
                "metrics.external_metrics.q.direct: only a queue_length can be read directly"
            ),
        ])
    func wrong(metrics: String, message: String) {
        let error = #expect(throws: ScaleSimError.self) { try Self.scenario(metrics) }
        #expect(error?.description.hasPrefix(Self.path + ":13: " + message) == true, "\(error as Any)")
    }

    @Test(
        "what the policy asks for must be measured, in the way in which it asks",
        arguments: [
            ("examples/policies/hpa.yaml", "{object_metrics: {votes_waiting: queue_length}}", "External metric"),
            ("examples/policies/keda.yaml", "{external_metrics: {jobs: queue_length}}", "External metric `rate`"),
            ("examples/policies/aws-web.yaml", "{}", "metric `backlog`"),
        ])
    func unmeasured(policy: String, metrics: String, asked: String) {
        let error = #expect(throws: ScaleSimError.self) {
            try Self.scenario(metrics, policy: "{file: \(policy)}")
        }
        #expect(error?.message.hasPrefix("services.vote.policy: the policy asks for the \(asked)") == true)
    }
}
