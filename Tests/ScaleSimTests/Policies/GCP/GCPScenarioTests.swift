import ScaleSim
import Testing

/// The documents of Google Compute Engine, sentence by sentence; pages are those below
/// https://docs.cloud.google.com/compute/docs/autoscaler/ as of April 2026.
@Suite struct GCPScenarioTests {
    static let decisions = "understanding-autoscaler-decisions"
    static let signals = "multiple-signals"
    static let monitoring = "scaling-cloud-monitoring-metrics"
    static let balancing = "scaling-load-balancing"
    static let reference = "../reference/rest/v1/autoscalers"

    static func policy(_ fields: String, max: Int = 100, min: Int = 1) -> String {
        #"{"name":"web","autoscalingPolicy":{"minNumReplicas":\#(min),"maxNumReplicas":\#(max)\#(fields.isEmpty ? "" : ",")\#(fields)}}"#
    }

    static let sizes: [PolicyScenario] = [
        PolicyScenario(
            page: decisions, sentence: "cannot add 1.5 VM instances, so it rounds up and adds two",
            policy: policy(#""cpuUtilization":{"utilizationTarget":0.7}"#), steps: [PolicyStep(0, 5, cpu: 91, to: 7)]),
        PolicyScenario(
            page: decisions, sentence: "if removing 1.5 instances would come too close to the target, removes just one",
            policy: policy(#""cpuUtilization":{"utilizationTarget":0.7},"stabilizationPeriodSec":0"#),
            steps: [PolicyStep(0, 10, cpu: 59.5, to: 9)]),
        PolicyScenario(
            page: reference, sentence: "if no signal is given, the default is cpuUtilization to 0.6",
            policy: policy(""), steps: [PolicyStep(0, 3, cpu: 80, to: 4), PolicyStep(60, 3, cpu: 60, to: 4)]),
        PolicyScenario(
            page: reference, sentence: "utilizationTarget: if not specified, the default is 0.6",
            policy: policy(#""cpuUtilization":{"predictiveMethod":"NONE"}"#), steps: [PolicyStep(0, 3, cpu: 61, to: 4)]),
        PolicyScenario(
            page: decisions, sentence: "constrained by the minimum and maximum number of instances",
            policy: policy("", max: 6, min: 3),
            steps: [
                PolicyStep(0, 5, cpu: 99, to: 6, "CAPPED_AT_MAX_NUM_REPLICAS"), PolicyStep(60, 8, cpu: 99, to: 6),
                PolicyStep(900, 4, cpu: 1, to: 3), PolicyStep(960, 1, cpu: 1, to: 3),
            ]),
        PolicyScenario(
            page: signals,
            sentence: "the minimum size is always maintained, the maximum never exceeded, whatever signals say",
            policy: policy("", max: 6, min: 3),
            steps: [PolicyStep(0, 2, failing: ["cpu"], to: 3), PolicyStep(60, 7, failing: ["cpu"], to: 6)]),
        PolicyScenario(
            page: balancing, sentence: "adds or removes instances to maintain 80% of the serving capacity",
            policy: policy(#""loadBalancingUtilization":{}"#),
            steps: [
                PolicyStep(0, 4, group: ["loadBalancingUtilization": 1], to: 5),
                PolicyStep(600, 5, group: ["loadBalancingUtilization": 0.8], to: 5),
                PolicyStep(1199, 5, group: ["loadBalancingUtilization": 0.6], to: 5),
                PolicyStep(1800, 5, group: ["loadBalancingUtilization": 0.6], to: 4),
            ]),
        PolicyScenario(
            page: monitoring,
            sentence: "if the metric equals 100 and the single instance assignment is 5, creates 20 VMs",
            policy: policy(#""customMetricUtilizations":[{"metric":"q","singleInstanceAssignment":5}]"#),
            steps: [PolicyStep(0, 3, group: ["q": 100], to: 20), PolicyStep(60, 20, group: ["q": 101], to: 21)]),
        PolicyScenario(
            page: monitoring, sentence: "takes the average metric value across all VMs and compares it with the target",
            policy: policy(#""customMetricUtilizations":[{"metric":"tcp","utilizationTarget":100}]"#),
            steps: [PolicyStep(0, 4, each: ["tcp": 150], to: 6)]),
        PolicyScenario(
            page: monitoring,
            sentence: "if the metric applies to the whole MIG, compares the metric value with the target",
            policy: policy(
                #""customMetricUtilizations":[{"metric":"latency","utilizationTarget":200,"utilizationTargetType":"GAUGE"}]"#
            ), steps: [PolicyStep(0, 4, group: ["latency": 300], to: 6)]),
        PolicyScenario(
            page: signals, sentence: "10 VMs: 7 by CPU, 7 by load balancing, 11 by metric1, 14 by metric2: 14",
            policy: policy(manySignals),
            steps: [
                PolicyStep(
                    0, 10, cpu: 50, each: ["metric1": 1100, "metric2": 2700],
                    group: ["loadBalancingUtilization": 0.4], to: 14)
            ]),
    ]

    static let manySignals = """
        "cpuUtilization":{"utilizationTarget":0.8},"loadBalancingUtilization":{"utilizationTarget":0.6},
        "customMetricUtilizations":[
          {"metric":"metric1","utilizationTarget":1000,"utilizationTargetType":"GAUGE"},
          {"metric":"metric2","utilizationTarget":2000,"utilizationTargetType":"DELTA_PER_SECOND"}]
        """

    static let periods: [PolicyScenario] = [
        PolicyScenario(
            page: decisions,
            sentence: "maintains the level required to serve the peak load of the stabilization period, then "
                + "removes all unneeded instances in one step", policy: policy(""),
            steps: [
                PolicyStep(0, 4, cpu: 90, to: 6), PolicyStep(60, 6, cpu: 20, to: 6, "Stabilized"),
                PolicyStep(599, 6, cpu: 20, to: 6), PolicyStep(600, 6, cpu: 20, to: 2),
            ]),
        PolicyScenario(
            page: decisions,
            sentence: "peak load over the last 10 minutes or the initialization period, whichever is longer",
            policy: policy(#""coolDownPeriodSec":900"#),
            steps: [
                PolicyStep(0, 4, cpu: 60, to: 4), PolicyStep(60, 4, cpu: 20, to: 4), PolicyStep(899, 4, cpu: 20, to: 4),
                PolicyStep(900, 4, cpu: 20, to: 2),
            ]),
        PolicyScenario(
            page: reference,
            sentence: "stabilizationPeriodSec: seconds to wait for load stabilization before scaling in",
            policy: policy(#""stabilizationPeriodSec":120"#),
            steps: [
                PolicyStep(0, 4, cpu: 60, to: 4), PolicyStep(60, 4, cpu: 15, to: 4), PolicyStep(119, 4, cpu: 15, to: 4),
                PolicyStep(120, 4, cpu: 15, to: 1),
            ]),
        PolicyScenario(
            page: decisions,
            sentence: "uses the current MIG size as a starting point; before scaling in, the stabilization "
                + "period and then the scale-in controls",
            policy: policy(#""scaleInControl":{"maxScaledInReplicas":{"fixed":2},"timeWindowSec":600}"#),
            steps: [
                PolicyStep(0, 10, cpu: 6, to: 10), PolicyStep(300, 10, cpu: 6, to: 10),
                PolicyStep(600, 10, cpu: 6, to: 8, "ScaleInControl"), PolicyStep(900, 8, cpu: 6, to: 8),
                PolicyStep(1200, 8, cpu: 6, to: 6),
            ]),
        PolicyScenario(
            page: decisions,
            sentence: "only recommends scaling out if the average of instances that are not initializing is "
                + "above the target", policy: policy(""),
            steps: [
                PolicyStep(0, 3, instances: [(900, 50), (900, 50), (30, 100)], to: 3),
                PolicyStep(30, 3, instances: [(930, 50), (930, 50), (60, 100)], to: 4),
            ]),
        PolicyScenario(
            page: decisions,
            sentence: "too long an initialization period: might ignore legitimate data and underestimate "
                + "the required size", policy: policy(#""coolDownPeriodSec":600"#),
            steps: [
                PolicyStep(0, 4, instances: [(900, 90), (900, 90), (599, 90), (599, 90)], to: 4),
                PolicyStep(1, 4, instances: [(901, 90), (901, 90), (600, 90), (600, 90)], to: 6),
            ]),
        PolicyScenario(
            page: decisions,
            sentence: "initialization periods for new instances are ignored when deciding whether to scale in",
            policy: policy(#""stabilizationPeriodSec":0"#),
            steps: [PolicyStep(0, 4, instances: [(10, 10), (10, 10), (10, 10), (10, 10)], to: 1)]),
        PolicyScenario(
            page: decisions, sentence: "never scales in faster than configured: here 10 VMs in 20 minutes",
            policy: policy(#""scaleInControl":{"maxScaledInReplicas":{"fixed":10},"timeWindowSec":1200}"#),
            steps: [
                PolicyStep(0, 50, cpu: 60, to: 50), PolicyStep(60, 50, cpu: 6, to: 50),
                PolicyStep(600, 50, cpu: 6, to: 40), PolicyStep(1200, 40, cpu: 6, to: 40),
                PolicyStep(1799, 40, cpu: 6, to: 40), PolicyStep(1800, 40, cpu: 6, to: 30),
            ]),
        PolicyScenario(
            page: decisions, sentence: "peak of 70 in 30 minutes and 20 allowed: can scale in to 50; from 65 only 15",
            policy: policy(
                #""stabilizationPeriodSec":0,"scaleInControl":{"maxScaledInReplicas":{"fixed":20},"timeWindowSec":1800}"#
            ),
            steps: [
                PolicyStep(0, 70, cpu: 60, to: 70), PolicyStep(300, 70, cpu: 55.7, to: 65),
                PolicyStep(600, 65, cpu: 10, to: 50),
            ]),
        PolicyScenario(
            page: decisions, sentence: "maxScaledInReplicas: number or % of VM instances, from the group's peak size",
            policy: policy(
                #""stabilizationPeriodSec":0,"scaleInControl":{"maxScaledInReplicas":{"percent":10},"timeWindowSec":600}"#
            ),
            steps: [
                PolicyStep(0, 50, cpu: 1, to: 45), PolicyStep(300, 45, cpu: 1, to: 45),
                // 10 % of 45, the number rounded.
                PolicyStep(900, 45, cpu: 1, to: 40),
            ]),
    ]

    static let modes: [PolicyScenario] = [
        PolicyScenario(
            page: decisions, sentence: "OFF: the target size is unaffected by the recommended size",
            policy: policy(#""mode":"OFF","stabilizationPeriodSec":0"#),
            steps: [PolicyStep(0, 4, cpu: 90, to: 4, "MODE_OFF"), PolicyStep(60, 4, cpu: 1, to: 4, "MODE_OFF")]),
        PolicyScenario(
            page: decisions, sentence: "ONLY_SCALE_OUT: the target size can only be increased",
            policy: policy(#""mode":"ONLY_SCALE_OUT","stabilizationPeriodSec":0"#),
            steps: [PolicyStep(0, 4, cpu: 90, to: 6), PolicyStep(60, 6, cpu: 1, to: 6, "MODE_ONLY_SCALE_OUT")]),
        PolicyScenario(
            page: reference, sentence: "ONLY_UP: create VMs according to the policy, but do not scale in",
            policy: policy(#""mode":"ONLY_UP","stabilizationPeriodSec":0"#),
            steps: [PolicyStep(0, 4, cpu: 90, to: 6), PolicyStep(60, 6, cpu: 1, to: 6, "MODE_ONLY_UP")]),
    ]

    static let zero: [PolicyScenario] = [
        PolicyScenario(
            page: decisions, sentence: "requires at least one instance to obtain a signal, and won't scale in to zero",
            policy: policy(#""cpuUtilization":{},"stabilizationPeriodSec":0"#, min: 0),
            steps: [PolicyStep(0, 3, cpu: 0, to: 1), PolicyStep(60, 1, cpu: 0, to: 1)]),
        PolicyScenario(
            page: decisions, sentence: "can scale in to zero when the minimum is 0 and no metric depends on instances",
            policy: policy(
                #""customMetricUtilizations":[{"metric":"q","singleInstanceAssignment":5}],"stabilizationPeriodSec":0"#,
                min: 0),
            steps: [PolicyStep(0, 3, group: ["q": 0], to: 0)]),
        PolicyScenario(
            page: decisions, sentence: "can scale out from zero only when a signal requires more than zero instances",
            policy: policy(#""customMetricUtilizations":[{"metric":"q","singleInstanceAssignment":5}]"#, min: 0),
            steps: [PolicyStep(0, 0, group: ["q": 0], to: 0), PolicyStep(60, 0, group: ["q": 6], to: 2)]),
        PolicyScenario(
            page: decisions, sentence: "if the only signal comes from each instance, can't scale out from zero",
            policy: policy(#""cpuUtilization":{}"#, min: 0), steps: [PolicyStep(0, 0, to: 0)]),
    ]

    @Test("as documented", arguments: sizes + periods + modes + zero)
    func documented(_ scenario: PolicyScenario) throws { try scenario.check() }

    /// The documents leave these open; docs/policies/gcp.md says what is done.
    static let open: [PolicyScenario] = [
        PolicyScenario(
            page: "open", sentence: "a signal that fails does not let the others scale in",
            policy: policy(
                #""cpuUtilization":{},"customMetricUtilizations":[{"metric":"q","singleInstanceAssignment":5}],"stabilizationPeriodSec":0"#
            ),
            steps: [
                PolicyStep(0, 4, cpu: 10, to: 4, "MISSING_CUSTOM_METRIC_DATA_POINTS"),
                PolicyStep(60, 4, cpu: 90, to: 6), PolicyStep(120, 4, cpu: 10, group: ["q": 10], to: 2),
            ]),
        PolicyScenario(
            page: "open", sentence: "without data of any instance nothing changes", policy: policy(""),
            steps: [PolicyStep(0, 4, to: 4, "MISSING_CPU_DATA_POINTS")]),
        PolicyScenario(
            page: "open", sentence: "a metric of the group above its target starts an empty group",
            policy: policy(#""customMetricUtilizations":[{"metric":"l","utilizationTarget":100}]"#, min: 0),
            steps: [PolicyStep(0, 0, group: ["l": 100], to: 0), PolicyStep(60, 0, group: ["l": 250], to: 3)]),
    ]

    @Test("where the documents are silent", arguments: open)
    func undocumented(_ scenario: PolicyScenario) throws { try scenario.check() }
}
