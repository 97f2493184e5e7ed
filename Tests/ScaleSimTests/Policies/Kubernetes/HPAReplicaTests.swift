import ScaleSim
import Testing

/// What single metrics ask for. The cases of upstream's `replica_calculator_test.go` for resource utilisation and Pods
/// metrics, as numbers: one container a pod instead of two, which leaves every ratio as it is.
@Suite struct HPAReplicaTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var current: Int
        /// One a pod; nil has no sample.
        var usage: [Int?]
        var requests: [Int]?
        var target: Int
        var unready: Set<Int> = []
        /// Started this instant; the others long ago.
        var hot: Set<Int> = []
        var failed: Set<Int> = []
        var deleted: Set<Int> = []
        var pending: Set<Int> = []
        var expected: Int

        var testDescription: String { name }
    }

    static let cpuCases = [
        Case(name: "ScaleUp", current: 3, usage: [300, 500, 700], target: 30, expected: 5),
        Case(name: "UnreadyLessScale", current: 3, usage: [300, 500, 700], target: 30, unready: [0], expected: 4),
        Case(name: "HotCpuLessScale", current: 3, usage: [300, 500, 700], target: 30, hot: [0], expected: 4),
        Case(name: "UnreadyNoScale", current: 3, usage: [400, 500, 700], target: 30, unready: [1, 2], expected: 3),
        Case(
            name: "HotCpuNoScale", current: 3, usage: [400, 500, 700], target: 30, unready: [1, 2], hot: [1, 2],
            expected: 3),
        Case(
            name: "ScaleUpIgnoresFailedPods", current: 2, usage: [500, 700, nil, nil], target: 30, unready: [2, 3],
            failed: [2, 3], expected: 4),
        Case(
            name: "ScaleUpIgnoresDeletionPods", current: 2, usage: [500, 700, nil, nil], target: 30, unready: [2, 3],
            deleted: [2, 3], expected: 4),
        Case(name: "ScaleDown", current: 5, usage: [100, 300, 500, 250, 250], target: 50, expected: 3),
        Case(
            name: "ScaleDownIncludeUnreadyPods", current: 5, usage: [100, 300, 500, 250, 250], target: 50,
            unready: [3, 4], expected: 2),
        Case(
            name: "ScaleDownExcludeUnscheduledPods", current: 5, usage: [100, nil, nil, nil, nil], target: 50,
            unready: [1, 2, 3, 4], pending: [1, 2, 3, 4], expected: 1),
        Case(
            name: "ScaleDownIgnoreHotCpuPods", current: 5, usage: [100, 300, 500, 250, 250], target: 50, hot: [3, 4],
            expected: 2),
        Case(
            name: "ScaleDownIgnoresFailedPods", current: 5, usage: [100, 300, 500, 250, 250, nil, nil], target: 50,
            unready: [5, 6], failed: [5, 6], expected: 3),
        Case(
            name: "ScaleDownIgnoresDeletionPods", current: 5, usage: [100, 300, 500, 250, 250, nil, nil], target: 50,
            unready: [5, 6], deleted: [5, 6], expected: 3),
        Case(
            name: "Tolerance", current: 3, usage: [1010, 1030, 1020], requests: [900, 1000, 1100], target: 100,
            expected: 3),
        Case(name: "LargeRatio", current: 4, usage: [4000, 9500, 3000, 7000], target: 100, expected: 24),
        Case(name: "MissingMetrics", current: 4, usage: [400, 95, nil, nil], target: 100, expected: 3),
        Case(name: "MissingMetricsNoChangeEq", current: 2, usage: [1000, nil], target: 100, expected: 2),
        Case(name: "MissingMetricsNoChangeGt", current: 2, usage: [1900, nil], target: 100, expected: 2),
        Case(name: "MissingMetricsNoChangeLt", current: 2, usage: [600, nil], target: 100, expected: 2),
        Case(
            name: "MissingMetricsUnreadyChange", current: 3, usage: [100, 450, nil], target: 50, unready: [0],
            expected: 3),
        Case(
            name: "MissingMetricsHotCpuNoChange", current: 3, usage: [100, 450, nil], target: 50, hot: [0],
            expected: 3),
        Case(
            name: "MissingMetricsUnreadyScaleUp", current: 3, usage: [100, 2000, nil], target: 50, unready: [0],
            expected: 4),
        Case(
            name: "MissingMetricsHotCpuScaleUp", current: 3, usage: [100, 2000, nil], target: 50, unready: [0],
            hot: [0], expected: 4),
        Case(
            name: "MissingMetricsUnreadyScaleDown", current: 4, usage: [100, 100, 100, nil], target: 50,
            unready: [0], expected: 3),
        Case(
            name: "DuringRollingUpdateWithMaxSurge", current: 2, usage: [100, 100, nil], target: 50, expected: 2),
        Case(
            name: "ComputedToleranceAlg, beyond", current: 10, usage: Array(repeating: 150, count: 10),
            requests: [400, 200, 310, 290, 302, 298, 301, 299, 300, 300], target: 56, expected: 9),
        Case(
            name: "ComputedToleranceAlg, within", current: 10, usage: Array(repeating: 150, count: 10),
            requests: [400, 200, 310, 290, 302, 298, 301, 299, 300, 300], target: 55, expected: 10),
        // Our own. The percentage is cut: 109.9 % of 100 % is 109, within a tolerance of 0.1 where 1.1 is too.
        Case(name: "cut to whole percent", current: 1, usage: [1109], target: 100, expected: 1),
        Case(name: "tolerance includes its ends", current: 1, usage: [1100], target: 100, expected: 1),
        Case(name: "beyond the tolerance", current: 1, usage: [1110], target: 100, expected: 2),
        // Missing pods count with the target where that is above 100 %.
        Case(name: "missing at a high target", current: 2, usage: [1000, nil], target: 200, expected: 2),
    ]

    @Test("CPU utilisation", arguments: cpuCases)
    func cpuUtilization(_ example: Case) {
        #expect(decide(example, metric: .cpuUtilization(percent: example.target)) == example.expected)
    }

    static let podsCases = [
        Case(name: "ScaleUpCM", current: 3, usage: [20000, 10000, 30000], target: 15000, expected: 4),
        Case(
            name: "ScaleUpCMUnreadyHotCpuNoLessScale", current: 3, usage: [50000, 10000, 30000], target: 15000,
            unready: [2], hot: [2], expected: 6),
        Case(
            name: "ScaleUpCMUnreadyHotCpuScaleWouldScaleDown", current: 3, usage: [50000, 15000, 30000],
            target: 15000, unready: [0, 2], hot: [0, 2], expected: 7),
        Case(
            name: "ScaleDownCM", current: 5, usage: [12000, 12000, 12000, 12000, 12000], target: 20000, expected: 3),
        Case(name: "ToleranceCM", current: 3, usage: [20000, 21000, 21000], target: 20000, expected: 3),
        // Our own: on scale-down a missing pod counts exactly with the target.
        Case(name: "missing", current: 3, usage: [2000, 2000, nil], target: 10000, expected: 2),
    ]

    @Test("Pods metrics", arguments: podsCases)
    func podsMetric(_ example: Case) {
        #expect(decide(example, metric: .pods(name: "qps", .average(milli: example.target))) == example.expected)
    }

    @Test("CPU as an average value drops unready pods as utilisation does")
    func cpuAverage() {
        let example = Case(name: "", current: 3, usage: [300, 500, 700], target: 300, unready: [0], expected: 4)
        #expect(decide(example, metric: .resource(.cpu, .average(milli: example.target))) == example.expected)
    }

    @Test("a pod without a CPU request makes utilisation an error, which changes nothing")
    func missingRequest() {
        var hpa = Self.unlimited(.cpuUtilization(percent: 10))
        let pods = [PodObservation(name: "a", ready: true, startTime: 0, readyTransition: 0, cpuUsageMilli: 900)]
        let decision = hpa.decide(Observation(time: 1000, currentReplicas: 1, pods: pods))
        #expect(decision.desired == 1)
        #expect(decision.reason.contains("missing request"))
    }

    @Test(
        "a sample must lie a whole window after readiness, until the initialisation period is over",
        arguments: [
            (100.0, 159.0, true), (100.0, 160.0, false), (2000.0, 2001.0, true), (-121.0, -30.0, false),
        ])
    func initialisationPeriod(readyAt: Double, sampledAt: Double, dampens: Bool) {
        // Two pods at three times the target; an unready one counts as idle, so 2 → 3 instead of 2 → 6.
        var hpa = Self.unlimited(.cpuUtilization(percent: 30))
        let now = max(sampledAt, 0) + 1
        let pods = [
            PodObservation(
                name: "old", ready: true, startTime: -9000, readyTransition: -9000, cpuRequestMilli: 1000,
                cpuUsageMilli: 900, metricTime: now, metricWindow: 60),
            PodObservation(
                name: "new", ready: true, startTime: readyAt - 10, readyTransition: readyAt, cpuRequestMilli: 1000,
                cpuUsageMilli: 900, metricTime: sampledAt, metricWindow: 60),
        ]
        let desired = hpa.decide(Observation(time: now, currentReplicas: 2, pods: pods)).desired
        #expect(desired == (dampens ? 3 : 6))
    }

    private func decide(_ example: Case, metric: HPASpec.Metric) -> Int {
        var hpa = Self.unlimited(metric)
        let now = 100_000.0
        var values: [String: Double] = [:]
        let pods = example.usage.enumerated().map { index, usage in
            let start = example.hot.contains(index) ? now : 0
            values["p\(index)"] = usage.map { Double($0) / 1000 }
            let phase: PodObservation.Phase =
                example.failed.contains(index) ? .failed : example.pending.contains(index) ? .pending : .running
            return PodObservation(
                name: "p\(index)", phase: phase, ready: !example.unready.contains(index), startTime: start,
                readyTransition: start, deleted: example.deleted.contains(index),
                cpuRequestMilli: example.requests?[index] ?? 1000, cpuUsageMilli: usage, metricTime: now,
                metricWindow: 60)
        }
        let observation = Observation(
            time: now, currentReplicas: example.current, pods: pods, podMetrics: ["qps": values])
        return hpa.decide(observation).desired
    }

    /// Upstream's test flags, and no limit on changes, so that proposals come through.
    private static func unlimited(_ metric: HPASpec.Metric) -> KubernetesHPA {
        let rules = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 1000, periodSeconds: 1)])
        var flags = HPAControllerFlags()
        flags.cpuInitializationPeriodSeconds = 120
        flags.initialReadinessDelaySeconds = 10
        return KubernetesHPA(
            spec: HPASpec(maxReplicas: 1000, metrics: [metric], behavior: .init(scaleUp: rules, scaleDown: rules)),
            flags: flags)
    }
}
