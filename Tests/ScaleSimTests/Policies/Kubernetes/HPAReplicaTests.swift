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
        var succeeded: Set<Int> = []
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
        Case(
            name: "scale up: succeeded pods ignored", current: 2, usage: [500, 700, nil, nil], target: 30,
            unready: [2, 3], succeeded: [2, 3], expected: 4),
        Case(
            name: "scale down: succeeded pods ignored", current: 5, usage: [100, 300, 500, 250, 250, nil, nil],
            target: 50, unready: [5, 6], succeeded: [5, 6], expected: 3),
        Case(
            name: "scale down: target over 100", current: 4, usage: [200, 100, 100, nil],
            requests: [1000, 1000, 2000, 2000], target: 300, unready: [0], expected: 2),
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
        Case(
            name: "no change: missing metrics", current: 5, usage: [20000, 19000, 21000, nil, nil], target: 20000,
            expected: 5),
        Case(
            name: "rolling update with maxSurge", current: 2, usage: [10000, 10000, nil], target: 17000, expected: 2),
        // Our own: on scale-down a missing pod counts exactly with the target.
        Case(name: "missing", current: 3, usage: [2000, 2000, nil], target: 10000, expected: 2),
    ]

    @Test("Pods metrics", arguments: podsCases)
    func podsMetric(_ example: Case) {
        #expect(decide(example, metric: .pods(name: "qps", .average(milli: example.target))) == example.expected)
    }

    struct Tolerance: Sendable {
        var usage: [Int]
        var down = 0.1
        var up = 0.1
        var expected: Int
    }

    /// `TestReplicaCalcResourceTolerance`, with requests of 0.9, 1 and 1.1 CPU and a target of 100 %.
    static let tolerances = [
        Tolerance(usage: [909, 1010, 1111], down: 0, up: 0, expected: 4),
        Tolerance(usage: [1890, 1910, 1900], up: 2, expected: 3),
        Tolerance(usage: [1100, 1080, 1090], down: 2, up: 0.08, expected: 4),
        Tolerance(usage: [660, 640, 650], down: 0.36, expected: 3),
        Tolerance(usage: [660, 640, 650], down: 0.34, expected: 2),
    ]

    @Test("each direction has its tolerance", arguments: tolerances)
    func tolerance(_ example: Tolerance) {
        let pods = zip(example.usage, [900, 1000, 1100]).enumerated().map { index, pod in
            PodObservation(name: "p\(index)", cpuRequestMilli: pod.1, cpuUsageMilli: pod.0)
        }
        let observation = Observation(time: 0, currentReplicas: 3, pods: pods)
        let proposal = HPAProposal.of(
            .cpuUtilization(percent: 100), observation, down: example.down, up: example.up)
        #expect(proposal == .replicas(example.expected))
    }

    @Test("a Pods metric has the same tolerances: 20.666 of 20 is more than 1 % above")
    func podsTolerance() {
        let values = ["p0": 20.0, "p1": 21, "p2": 21]
        let pods = values.keys.sorted().map { PodObservation(name: $0) }
        let observation = Observation(time: 0, currentReplicas: 3, pods: pods, podMetrics: ["qps": values])
        let metric = HPASpec.Metric.pods(name: "qps", .average(milli: 20_000))
        #expect(HPAProposal.of(metric, observation, up: 0.01) == .replicas(4))
    }

    /// `utilization_test.go`: 126 of 200 are 63 %, and of pods that are not there nothing counts but Pods metrics.
    @Test("samples of unknown pods count as Pods metrics alone")
    func unknownPods() {
        let pods = [50, 76].enumerated().map { index, usage in
            PodObservation(name: "p\(index)", cpuRequestMilli: 100, cpuUsageMilli: usage)
        }
        var observation = Observation(time: 0, currentReplicas: 2, pods: pods)
        // 63 / 50 = 1.26, times two.
        #expect(HPAProposal.of(.cpuUtilization(percent: 50), observation) == .replicas(3))
        // 7.5 of 10 is the mean; the ratio multiplies the two pods that are there.
        observation.podMetrics = ["qps": ["p0": 5, "p1": 10]]
        #expect(HPAProposal.of(.pods(name: "qps", .average(milli: 10_000)), observation) == .replicas(2))
        observation.podMetrics = ["qps": ["p0": 5, "p1": 10, "gone": 0]]
        #expect(HPAProposal.of(.pods(name: "qps", .average(milli: 10_000)), observation) == .replicas(1))
    }

    @Test("without samples, pods or requests there is no proposal")
    func failures() {
        let metric = HPASpec.Metric.cpuUtilization(percent: 50)
        let unsampled = PodObservation(name: "a", cpuRequestMilli: 100)
        var observation = Observation(time: 0, currentReplicas: 1, pods: [unsampled])
        #expect(HPAProposal.of(metric, observation) == .failure("no samples of cpu"))
        observation.pods[0].cpuUsageMilli = 50
        observation.pods[0].cpuRequestMilli = 0
        #expect(HPAProposal.of(metric, observation) == .failure("no metrics returned matched known pods"))
        observation.pods[0].phase = .failed
        let message = "did not receive samples of cpu for targeted pods (they may be unready)"
        #expect(HPAProposal.of(metric, observation) == .failure(message))
        let podless = Observation(time: 0, currentReplicas: 1, podMetrics: ["qps": ["gone": 1]])
        #expect(HPAProposal.of(.pods(name: "qps", .average(milli: 1)), podless) == .failure("no pods"))
    }

    @Test("a pod that does not count must still have a request")
    func requestsOfAll() {
        let pods = [
            PodObservation(name: "a", cpuRequestMilli: 100, cpuUsageMilli: 90),
            PodObservation(name: "b", deleted: true),
        ]
        let observation = Observation(time: 0, currentReplicas: 1, pods: pods)
        let message = "missing request for cpu in Pod b"
        #expect(HPAProposal.of(.cpuUtilization(percent: 50), observation) == .failure(message))
        #expect(HPAProposal.of(.resource(.cpu, .average(milli: 30)), observation) == .replicas(3))
    }

    @Test("sums wrap where upstream's do, and nothing traps")
    func wrapping() {
        // 2 · 2⁴⁶ B in thousandths of a byte, times 100, are beyond 64 bits.
        let pods = (0..<2).map { number in
            PodObservation(name: "p\(number)", memoryRequestBytes: 1 << 46, memoryUsageBytes: 1 << 46)
        }
        let observation = Observation(time: 0, currentReplicas: 2, pods: pods)
        let wrapped = Int64(2 << 46) * 1000 &* 100 / (Int64(2 << 46) * 1000)
        #expect(wrapped < 0)
        #expect(
            HPAProposal.of(.resource(.memory, .utilization(1)), observation) == .replicas(Int(2 * wrapped)))
        let huge = Observation(
            time: 0, currentReplicas: 1, pods: [pods[0]], podMetrics: ["m": ["p0": 1e300, "x": 1e300]])
        #expect(HPAProposal.of(.pods(name: "m", .average(milli: 1)), huge) == .replicas(-1))
    }

    @Test("CPU as an average value drops unready pods as utilisation does")
    func cpuAverage() {
        let example = Case(name: "", current: 3, usage: [300, 500, 700], target: 300, unready: [0], expected: 4)
        #expect(decide(example, metric: .resource(.cpu, .average(milli: example.target))) == example.expected)
    }

    @Test("CPU as an average value: a missing pod counts with the target when scaling down")
    func missingAverage() {
        // (200 + 200 + 1000) / 3 = 466 of 1000.
        let example = Case(name: "", current: 3, usage: [200, 200, nil], target: 1000, expected: 2)
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
                example.failed.contains(index)
                ? .failed
                : example.pending.contains(index)
                    ? .pending : example.succeeded.contains(index) ? .succeeded : .running
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
