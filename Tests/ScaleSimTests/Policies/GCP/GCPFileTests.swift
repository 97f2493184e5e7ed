import Foundation
import ScaleSim
import Testing

@Suite struct GCPFileTests {
    /// As `gcloud compute instance-groups managed describe-autoscaling --format json` prints it.
    static let complete = """
        {
          "autoscalingPolicy": {
            "coolDownPeriodSec": 90,
            "cpuUtilization": {"predictiveMethod": "NONE", "utilizationTarget": 0.75},
            "customMetricUtilizations": [
              {"filter": "metric.type = \\"custom.googleapis.com/qps\\" AND resource.type = \\"gce_instance\\"",
               "utilizationTarget": 120.5, "utilizationTargetType": "DELTA_PER_SECOND"},
              {"metric": "pubsub.googleapis.com/subscription/num_undelivered_messages",
               "filter": "resource.type = pubsub_subscription", "singleInstanceAssignment": 5}
            ],
            "loadBalancingUtilization": {"utilizationTarget": 0.7},
            "maxNumReplicas": 20,
            "minNumReplicas": 2,
            "mode": "ON",
            "scaleInControl": {"maxScaledInReplicas": {"calculated": 2, "percent": 10}, "timeWindowSec": 1200},
            "scalingSchedules": {
              "night": {"description": "at night", "disabled": false, "durationSec": 300, "minRequiredReplicas": 1,
                        "schedule": "0 0 * * *", "timeZone": "Etc/UTC"}
            },
            "stabilizationPeriodSec": 300
          },
          "creationTimestamp": "2026-04-14T00:00:00.000-07:00",
          "id": "1234567890",
          "kind": "compute#autoscaler",
          "name": "web",
          "recommendedSize": 4,
          "status": "ACTIVE",
          "target": "https://www.googleapis.com/compute/v1/projects/p/zones/z/instanceGroupManagers/web",
          "zone": "https://www.googleapis.com/compute/v1/projects/p/zones/z"
        }
        """

    @Test("every field of the resource is read")
    func readsResource() throws {
        let file = try PolicyText.read(Self.complete)
        #expect(file.name == "gcp web" && file.defaultReplicas == 2)
        let queue = "pubsub.googleapis.com/subscription/num_undelivered_messages"
        #expect(file.metrics.resources == ["cpu"] && file.metrics.external == [queue])
        #expect(file.metrics.any == ["loadBalancingUtilization", "custom.googleapis.com/qps"])
        let policy = try #require(file.policy as? GCPAutoscaler)
        #expect(policy.spec.initializationSeconds == 90 && policy.spec.stabilizationSeconds == 300)
        #expect(
            policy.spec.signals == [
                .cpu(target: 0.75), .loadBalancing(target: 0.7),
                .metric(name: "custom.googleapis.com/qps", target: 120.5), .work(name: queue, perInstance: 5),
            ])
        let control = GCPAutoscalerSpec.ScaleInControl(maxScaledInReplicas: .percent(10), timeWindowSeconds: 1200)
        #expect(policy.spec.scaleInControl == control && policy.spec.mode == .on)
    }

    @Test(
        "a group's description with its autoscaler, and the policy alone",
        arguments: [
            #"{"kind":"compute#instanceGroupManager","name":"g","autoscaler":{"name":"g","autoscalingPolicy":{"maxNumReplicas":3}}}"#,
            #"{"minNumReplicas":1,"maxNumReplicas":3}"#,
        ])
    func otherForms(text: String) throws {
        let policy = try #require(try PolicyText.read(text).policy as? GCPAutoscaler)
        #expect(policy.spec.maxReplicas == 3 && policy.spec.signals == [.cpu(target: 0.6)])
        #expect(policy.spec.minReplicas == 1 && policy.spec.stabilizationSeconds == 600)
    }

    @Test(
        "what is wrong or not supported is named with its line",
        arguments: [
            (
                "\"NONE\"", "\"OPTIMIZE_AVAILABILITY\"",
                ":4: autoscalingPolicy.cpuUtilization.predictiveMethod: predictive autoscaling (`OPTIMIZE_AVAILABILITY`) is not"
            ),
            (
                "utilizationTarget\": 0.75", "utilizationTarget\": 1.5",
                ":4: autoscalingPolicy.cpuUtilization.utilizationTarget"
            ),
            (
                "coolDownPeriodSec", "coolDownPeriodSecs",
                ":3: autoscalingPolicy.coolDownPeriodSecs: unknown key; did you mean"
            ),
            ("\"maxNumReplicas\": 20", "\"maxNumReplicas\": 1", "must be at least minNumReplicas, 2"),
            ("\"maxNumReplicas\": 20,", "", "the key `maxNumReplicas` is missing"),
            ("\"singleInstanceAssignment\": 5", "\"filter\": 5", "the key `filter` occurs twice"),
            (", \"singleInstanceAssignment\": 5", "", "expected either utilizationTarget or singleInstanceAssignment"),
            (
                "\"metric\": \"pubsub.googleapis.com/subscription/num_undelivered_messages\",", "",
                "the key `metric` is missing"
            ),
            (
                "pubsub.googleapis.com/subscription/num_undelivered_messages", "custom.googleapis.com/qps",
                "the metric `custom.googleapis.com/qps` occurs twice"
            ),
            (
                "DELTA_PER_SECOND", "DELTA",
                "utilizationTargetType: expected GAUGE, DELTA_PER_SECOND or DELTA_PER_MINUTE"
            ),
            ("\"percent\": 10", "\"percent\": 10, \"fixed\": 3", "expected either fixed or percent"),
            ("\"mode\": \"ON\"", "\"mode\": \"UP\"", "mode: expected one of `ON`, `ONLY_SCALE_OUT`, `ONLY_UP`, `OFF`"),
            ("\"durationSec\": 300", "\"durationSec\": 299", "durationSec: expected a whole number from 300"),
            ("Etc/UTC", "Mars/Olympus", "timeZone: expected a name of the IANA time zone database"),
        ])
    func faults(original: String, replacement: String, message: String) {
        let text = Self.complete.replacing(original, with: replacement, maxReplacements: 1)
        #expect(text != Self.complete)
        let error = #expect(throws: ScaleSimError.self) { try PolicyText.read(text) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("the example is one")
    func example() throws {
        let file = try PolicyFile.read(contentsOf: ["examples/policies/gcp-autoscaler.yaml"])
        var policy = file.policy
        #expect(policy.decide(PolicyStep(0, 3, cpu: 90, to: 5).observation).desired == 5)
    }
}
