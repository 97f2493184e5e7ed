import Foundation
import ScaleSim
import Testing

/// Observations that no cluster has, and a file may: found by the fuzzer, or looked for with it.
@Suite struct AwkwardObservationTests {
    @Test(
        "times that no policy can compute with are refused by name",
        arguments: [
            (#"{"t":9e9,"currentReplicas":1}"#, "t: expected seconds of at most 4000000000.0"),
            (
                #"{"t":0,"currentReplicas":1,"pods":[{"name":"a","startTime":-1e300}]}"#,
                "pods.0.startTime: expected seconds of at most 4000000000.0"
            ),
            (
                #"{"t":0,"currentReplicas":1,"pods":[{"name":"a","readyTransition":5e9}]}"#,
                "pods.0.readyTransition: expected seconds"
            ),
            (
                #"{"t":0,"currentReplicas":1,"pods":[{"name":"a","metricTime":1e12}]}"#,
                "pods.0.metricTime: expected seconds"
            ),
        ])
    func times(line: String, message: String) {
        var lines = ObservationLines(Data(line.utf8), name: "lines.jsonl")
        let error = #expect(throws: ScaleSimError.self) { try lines.next() }
        #expect(error?.description.hasPrefix("lines.jsonl:1: \(message)") == true, "\(error?.description ?? "")")
    }

    @Test(
        "a message is one line and short, whatever the text has for a name",
        arguments: [
            #"{"t":0,"currentReplicas":1,"a\nb":0}"#, #"{"t":0,"currentReplicas":1,"pods":[{"name":"a","b\u2028":1}]}"#,
            #"{"t":0,"currentReplicas":1,"pods":[{"name":"a\n"},{"name":"a\n"}]}"#,
            #"{"t":0,"currentReplicas":1,"pods":[{"name":"a","containers":{"c\r":{"cpuUsageMilli":-1}}}]}"#,
            #"{"t":0,"currentReplicas":1,"\#(String(repeating: "k", count: 5_000))":0}"#,
        ])
    func messages(line: String) {
        var lines = ObservationLines(Data(line.utf8), name: "lines.jsonl")
        let error = #expect(throws: ScaleSimError.self) { try lines.next() }
        #expect(error?.message.contains { $0.isNewline } == false && (error?.message.utf8.count ?? 0) < 2_000)
    }

    static let policies = [
        "kubernetes": """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        spec:
          maxReplicas: 9
          metrics: [{type: Pods, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: "1"}}}]
        """,
        "keda": """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        spec:
          pollingInterval: 2147483647
          cooldownPeriod: 2147483647
          initialCooldownPeriod: 2147483647
          maxReplicaCount: 9
          triggers: [{type: redis, name: m, metadata: {listName: l}}]
        """,
        "knative": "{apiVersion: serving.knative.dev/v1, kind: Service, spec: {template: {}}}",
        "gcp": "{maxNumReplicas: 9, customMetricUtilizations: [{metric: m, utilizationTarget: 1.0e-300}]}",
        "aws": """
        {AutoScalingGroupName: g, MinSize: 0, MaxSize: 9}
        ---
        {TargetValue: 1.0e-300, CustomizedMetricSpecification: {MetricName: m}}
        """,
        "azure": """
        profiles:
        - name: a
          capacity: {minimum: 0, maximum: 9, default: 1}
          rules:
          - metricTrigger: {metricName: m, timeGrain: PT1M, statistic: Sum, timeWindow: PT1H, timeAggregation: Total,
              operator: GreaterThan, threshold: 5}
            scaleAction: {direction: Increase, type: PercentChangeCount, value: 1000000, cooldown: PT1M}
        """,
        "own": "{holt_winters: {metric: m, target: 1/s, horizon: 1min, max_replicas: 9}}",
    ]

    @Test(
        "every family decides from the first to the last time that is read, over the largest values",
        arguments: policies.keys.sorted(), [false, true])
    func extremes(family: String, everyLine: Bool) throws {
        let text = try #require(Self.policies[family])
        let options = PolicyOptions(evaluatesAlways: everyLine)
        var policy = try PolicyFile.parse(text, file: "p.yaml", options: options).policy
        let end = Observation.longestSeconds
        for time in [-end, -end, -end + 60, 0, 1, end - 60, end, end] {
            for (replicas, value) in [(0, 1e308), (Int(Int32.max), -1e308), (3, 1e308), (1, 0)] {
                let pods = ["a", "b", "c"].map { PodObservation(name: $0, startTime: -end, readyTransition: end) }
                let values = ["a": value, "b": value, "c": -value]
                let observation = Observation(
                    time: time, currentReplicas: replicas, pods: replicas == 0 ? [] : pods,
                    podMetrics: ["m": values, "concurrency": values],
                    externalMetrics: replicas == 0 ? ["m": value] : [:])
                let desired = policy.decide(observation).desired
                #expect(desired >= 0 && (desired <= 9 || desired == replicas || family == "knative"))
            }
        }
    }

    @Test("a reason is one line, whatever a file calls its metrics")
    func reasons() throws {
        let text = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: "a\\nb"}
            spec:
              maxReplicas: 9
              metrics: [{type: External, external: {metric: {name: "m\\n\\u2028é"}, target: {type: Value, value: "1"}}}]
            """
        let file = try PolicyFile.parse(text)
        #expect(file.name == #"hpa a\nb"#)
        var policy = file.policy
        let decision = policy.decide(Observation(time: 0, currentReplicas: 1))
        #expect(decision.reason == #"no metrics returned for m\n\u{2028}é"#)
    }
}
