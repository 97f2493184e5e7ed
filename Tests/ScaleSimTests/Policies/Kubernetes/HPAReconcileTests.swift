import ScaleSim
import Testing

/// Whole evaluations: the cases of upstream's `horizontal_test.go`, as numbers, with the number and the condition that
/// come out. Upstream's tests lift the limit of doubling to eightfold; no case here needs it.
@Suite struct HPAReconcileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var range: ClosedRange<Int>
        var current: Int
        var metrics: [HPASpec.Metric]
        var behavior: HPASpec.Behavior?
        /// CPU of each pod; nil has no sample.
        var usage: [Int?] = []
        var requests: [Int] = []
        /// Of each pod, in thousandths.
        var qps: [Int] = []
        /// Of an object and of an external metric, in thousandths; nil fails.
        var total: Int?
        var unready: Set<Int> = []
        var hot: Set<Int> = []
        /// Without a recommendation of the number there is, as a controller that has run for long.
        var isForgotten = false
        var expected: Int
        var condition = "DesiredWithinRange"

        var testDescription: String { name }
    }

    private static func cpu(_ percent: Int) -> [HPASpec.Metric] { [.cpuUtilization(percent: percent)] }
    private static let qps15: [HPASpec.Metric] = [.pods(name: "qps", .average(milli: 15_000))]
    private static let qps20: [HPASpec.Metric] = [.pods(name: "qps", .average(milli: 20_000))]
    private static func object(_ target: HPASpec.Target) -> [HPASpec.Metric] { [.object(name: "qps", target)] }
    private static func external(_ target: HPASpec.Target) -> [HPASpec.Metric] { [.external(name: "qps", target)] }
    private static let mixed = [900, 1000, 1100]
    private static let low: [Int?] = [100, 300, 500, 250, 250]

    static let up = [
        Case(name: "CPU", range: 2...6, current: 3, metrics: cpu(30), usage: [300, 500, 700], expected: 5),
        Case(
            name: "an unready pod", range: 2...6, current: 3, metrics: cpu(30), usage: [300, 500, 700], unready: [0],
            expected: 4),
        Case(
            name: "a hot pod", range: 2...6, current: 3, metrics: cpu(30), usage: [300, 500, 700], hot: [0],
            expected: 4),
        Case(
            name: "unready pods, no change", range: 2...6, current: 3, metrics: cpu(30), usage: [400, 500, 700],
            unready: [1, 2], expected: 3),
        Case(
            name: "hot pods, no change", range: 2...6, current: 3, metrics: cpu(30), usage: [400, 500, 700],
            unready: [1, 2], hot: [1, 2], expected: 3),
        Case(name: "Pods", range: 2...6, current: 3, metrics: qps15, qps: [20000, 10000, 30000], expected: 4),
        Case(
            name: "Pods, an unready and hot pod", range: 2...6, current: 3, metrics: qps15,
            qps: [50000, 10000, 30000], unready: [2], hot: [2], expected: 6),
        Case(
            name: "Pods, to the maximum", range: 2...6, current: 3, metrics: qps15, qps: [50000, 15000, 30000],
            unready: [0, 2], hot: [0, 2], expected: 6, condition: "TooManyReplicas"),
        Case(
            name: "object", range: 2...6, current: 3, metrics: object(.value(milli: 15000)), total: 20000, expected: 4),
        Case(
            name: "object, average", range: 2...6, current: 3, metrics: object(.average(milli: 10000)), total: 40000,
            expected: 4),
        Case(
            name: "external", range: 2...6, current: 3, metrics: external(.value(milli: 6666)), total: 8600,
            expected: 4),
        Case(
            name: "external, average", range: 2...6, current: 3, metrics: external(.average(milli: 2222)),
            total: 8600, expected: 4),
        Case(
            name: "object, from zero", range: 0...6, current: 0, metrics: object(.value(milli: 15000)), total: 20000,
            expected: 2),
        Case(
            name: "object, from zero without tolerance", range: 0...6, current: 0,
            metrics: object(.value(milli: 1000)), total: 1000, expected: 1),
        Case(name: "event", range: 1...5, current: 1, metrics: cpu(50), usage: [200], requests: [200], expected: 2),
        Case(
            name: "Pods and CPU, to the maximum", range: 1...5, current: 3, metrics: cpu(10) + qps15,
            usage: [20000, 10000, 30000], qps: [20000, 10000, 30000], expected: 5, condition: "TooManyReplicas"),
        Case(
            name: "conflict", range: 2...6, current: 3, metrics: cpu(50), usage: [600, 700, 800], expected: 5),
    ]

    static let down = [
        Case(
            name: "initial size is stabilised", range: 2...6, current: 5, metrics: cpu(50), usage: low, expected: 5,
            condition: "ScaleDownStabilized"),
        Case(
            name: "half of the load is stabilised", range: 1...5, current: 4, metrics: cpu(100), usage: [50, 50, 50],
            requests: [100, 100, 100], expected: 4, condition: "ScaleDownStabilized"),
        Case(name: "CPU", range: 2...6, current: 5, metrics: cpu(50), usage: low, isForgotten: true, expected: 3),
        Case(
            name: "unready pods", range: 2...6, current: 5, metrics: cpu(50), usage: low, unready: [3, 4],
            isForgotten: true, expected: 2),
        Case(
            name: "hot pods", range: 2...6, current: 5, metrics: cpu(50), usage: low, hot: [3, 4], isForgotten: true,
            expected: 2),
        Case(
            name: "Pods", range: 2...6, current: 5, metrics: qps20, qps: [12000, 12000, 12000, 12000, 12000],
            isForgotten: true, expected: 3),
        Case(
            name: "object", range: 2...6, current: 5, metrics: object(.value(milli: 20000)), total: 12000,
            isForgotten: true, expected: 3),
        Case(
            name: "object, to zero", range: 0...6, current: 5, metrics: object(.value(milli: 20000)), total: 0,
            isForgotten: true, expected: 0),
        Case(
            name: "object, average", range: 2...6, current: 5, metrics: object(.average(milli: 20000)),
            total: 60000, isForgotten: true, expected: 3),
        Case(
            name: "external", range: 2...6, current: 5, metrics: external(.value(milli: 14400)), total: 8600,
            isForgotten: true, expected: 3),
        Case(
            name: "external, to zero", range: 0...6, current: 5, metrics: external(.value(milli: 14400)), total: 0,
            isForgotten: true, expected: 0),
        Case(
            name: "external, average", range: 2...6, current: 5, metrics: external(.average(milli: 3000)),
            total: 8600, isForgotten: true, expected: 3),
        Case(
            name: "missing samples", range: 2...6, current: 4, metrics: cpu(100), usage: [400, 95, nil, nil],
            isForgotten: true, expected: 3),
        Case(
            name: "missing pods", range: 1...5, current: 4, metrics: cpu(50), usage: [200], requests: [200],
            isForgotten: true, expected: 2),
        Case(
            name: "stays at the minimum", range: 2...6, current: 2, metrics: cpu(80), usage: [400, 500, 700],
            hot: [1, 2], isForgotten: true, expected: 2, condition: "TooFewReplicas"),
    ]

    static let bounds = [
        Case(
            name: "to the minimum", range: 2...5, current: 3, metrics: cpu(90), usage: [10, 95, 10], requests: mixed,
            isForgotten: true, expected: 2, condition: "TooFewReplicas"),
        Case(
            name: "to zero", range: 0...5, current: 3, metrics: cpu(90), usage: [0, 0, 0], requests: mixed,
            isForgotten: true, expected: 0),
        Case(
            name: "nothing wanted", range: 2...5, current: 3, metrics: cpu(90), usage: [0, 0, 0], requests: mixed,
            isForgotten: true, expected: 2, condition: "TooFewReplicas"),
        Case(
            name: "scaled to zero by hand", range: 3...5, current: 0, metrics: cpu(90), expected: 0,
            condition: "ScalingDisabled"),
        Case(
            name: "zero by hand, CPU and minReplicas 0", range: 0...6, current: 0, metrics: cpu(30), usage: [300],
            expected: 0, condition: "ScalingDisabled"),
        Case(name: "below the minimum", range: 3...5, current: 2, metrics: cpu(90), expected: 3),
        Case(name: "above the maximum", range: 3...5, current: 10, metrics: cpu(90), expected: 5),
        Case(
            name: "to the maximum", range: 2...5, current: 3, metrics: cpu(90), usage: [8000, 9500, 1000],
            requests: mixed, expected: 5, condition: "TooManyReplicas"),
        Case(
            name: "from below the minimum at once", range: 2...6, current: 1, metrics: cpu(80), usage: [0],
            expected: 2),
        Case(
            name: "from above the maximum at once", range: 2...5, current: 6, metrics: cpu(50),
            usage: [8000, 9500, 1000], requests: mixed, expected: 5),
        Case(
            name: "more than the maximum wanted", range: 2...6, current: 4, metrics: cpu(100),
            usage: [4000, 9500, 3000, 7000], expected: 6, condition: "TooManyReplicas"),
    ]

    static let tolerated = [
        Case(
            name: "CPU", range: 1...5, current: 3, metrics: cpu(100), usage: [1010, 1030, 1020], requests: mixed,
            expected: 3),
        Case(name: "Pods", range: 1...5, current: 3, metrics: qps20, qps: [20000, 20001, 21000], expected: 3),
        Case(
            name: "object", range: 1...5, current: 3, metrics: object(.value(milli: 20000)), total: 20050, expected: 3),
        Case(
            name: "external", range: 2...6, current: 4, metrics: external(.value(milli: 8666)), total: 8600,
            expected: 4),
        Case(
            name: "object, average", range: 2...6, current: 4, metrics: object(.average(milli: 2200)), total: 8600,
            expected: 4),
        Case(
            name: "external, average", range: 2...6, current: 4, metrics: external(.average(milli: 2200)),
            total: 8600, expected: 4),
        Case(
            name: "event not created", range: 1...5, current: 2, metrics: cpu(50), usage: [200, 200],
            requests: [400, 400], expected: 2),
        Case(
            name: "more pods than replicas", range: 1...8, current: 4, metrics: cpu(50),
            usage: [500, 500, 500, 500, 500], expected: 4),
    ]

    private static func tolerant(up: Double? = nil, down: Double? = nil) -> HPASpec.Behavior {
        var behavior = HPASpec.Behavior()
        behavior.scaleUp.tolerance = up
        behavior.scaleDown.tolerance = down
        return behavior
    }

    private static func limited(percent: Int) -> HPASpec.Behavior {
        HPASpec.Behavior(
            scaleUp: .init(
                stabilizationWindowSeconds: 0, policies: [.init(kind: .percent, value: percent, periodSeconds: 60)]))
    }

    static let behaviors = [
        Case(
            name: "tolerance of 1 %", range: 1...5, current: 3, metrics: cpu(100), behavior: tolerant(up: 0.01),
            usage: [1010, 1030, 1020], requests: mixed, expected: 4),
        Case(
            name: "tolerance of 90 %", range: 1...5, current: 3, metrics: cpu(100), behavior: tolerant(down: 0.9),
            usage: [300, 300, 300], expected: 3),
        Case(
            name: "the flag's tolerance", range: 1...5, current: 3, metrics: cpu(100), behavior: tolerant(),
            usage: [1010, 1030, 1020], requests: mixed, expected: 3),
        Case(
            name: "capped by the rules", range: 1...100, current: 3, metrics: cpu(10), behavior: limited(percent: 700),
            usage: [100, 200, 300], requests: [100, 100, 100], expected: 24, condition: "ScaleUpLimit"),
        Case(
            name: "capped by the maximum", range: 1...20, current: 3, metrics: cpu(10),
            behavior: limited(percent: 700), usage: [100, 200, 300], requests: [100, 100, 100], expected: 20,
            condition: "TooManyReplicas"),
    ]

    static let failing = [
        Case(
            name: "no samples", range: 2...6, current: 4, metrics: cpu(100), usage: [nil, nil, nil, nil], expected: 4,
            condition: "FailedGetResourceMetric"),
        Case(
            name: "no request", range: 1...5, current: 1, metrics: cpu(100), usage: [200], requests: [-1], expected: 1,
            condition: "FailedGetResourceMetric"),
        Case(
            name: "CPU", range: 1...100, current: 3, metrics: cpu(10), expected: 3,
            condition: "FailedGetResourceMetric"),
        Case(
            name: "Pods", range: 1...100, current: 3, metrics: qps15, expected: 3, condition: "FailedGetPodsMetric"),
        Case(
            name: "object", range: 1...100, current: 3, metrics: object(.value(milli: 15000)), expected: 3,
            condition: "FailedGetObjectMetric"),
        Case(
            name: "external", range: 1...100, current: 3, metrics: external(.value(milli: 300)), expected: 3,
            condition: "FailedGetExternalMetric"),
        Case(
            name: "one of two, scale up", range: 2...6, current: 3,
            metrics: cpu(30) + external(.value(milli: 100)), usage: [300, 400, 500], expected: 4),
        Case(
            name: "one of two, no scale down", range: 2...6, current: 5,
            metrics: cpu(50) + external(.value(milli: 1000)), usage: low, isForgotten: true, expected: 5,
            condition: "FailedGetExternalMetric"),
        Case(
            name: "the first failure is told", range: 1...9, current: 3,
            metrics: external(.value(milli: 1)) + qps15 + cpu(10), expected: 3, condition: "FailedGetExternalMetric"),
    ]

    @Test("evaluations come out as upstream's", arguments: up + down + bounds + tolerated + behaviors + failing)
    func evaluation(_ example: Case) {
        var hpa = KubernetesHPA(
            spec: HPASpec(
                minReplicas: example.range.lowerBound, maxReplicas: example.range.upperBound, metrics: example.metrics,
                behavior: example.behavior),
            flags: .upstreamTests)
        var observation = observation(of: example)
        if example.isForgotten {
            // Its metrics fail, so that nothing is recommended but the number that there is.
            var earlier = observation
            earlier.time -= 301
            earlier.metricErrors = ["cpu", "qps"]
            #expect(hpa.decide(earlier).desired == example.current)
        }
        if example.total == nil { observation.metricErrors = example.qps.isEmpty ? ["qps"] : [] }
        let decision = hpa.decide(observation)
        #expect(decision.desired == example.expected, "\(decision.reason)")
        #expect(decision.condition == example.condition, "\(decision.reason)")
    }

    private func observation(of example: Case) -> Observation {
        let now = 100_000.0
        let count = max(example.usage.count, example.qps.count, example.total == nil ? 0 : example.current)
        let pods = (0..<count).map { index in
            let start = example.hot.contains(index) ? now : now - 180
            let request = example.requests.isEmpty ? 1000 : example.requests[index]
            return PodObservation(
                name: "p\(index)", ready: !example.unready.contains(index), startTime: start, readyTransition: start,
                cpuRequestMilli: request < 0 ? nil : request,
                cpuUsageMilli: example.usage.isEmpty ? nil : example.usage[index], metricTime: now, metricWindow: 60)
        }
        let values = example.qps.enumerated().map { ("p\($0.offset)", Double($0.element) / 1000) }
        let total = example.total.map { ["qps": Double($0) / 1000] } ?? [:]
        return Observation(
            time: now, currentReplicas: example.current, pods: pods,
            podMetrics: ["qps": Dictionary(uniqueKeysWithValues: values)], objectMetrics: total,
            externalMetrics: total)
    }

    // MARK: Zero

    @Test("what the autoscaler took to zero it brings back; what a hand took there it leaves")
    func zero() {
        let metric = HPASpec.Metric.external(name: "m", .value(milli: 1000))
        var hpa = KubernetesHPA(spec: HPASpec(minReplicas: 0, maxReplicas: 9, metrics: [metric], behavior: .init()))
        func decide(_ time: Double, current: Int, value: Double) -> Decision {
            let pods = (0..<current).map { PodObservation(name: "p\($0)") }
            return hpa.decide(
                Observation(time: time, currentReplicas: current, pods: pods, externalMetrics: ["m": value]))
        }
        #expect(decide(0, current: 2, value: 1).desired == 2)
        let byHand = decide(15, current: 0, value: 5)
        #expect(byHand.desired == 0 && byHand.condition == "ScalingDisabled")
        #expect(decide(30, current: 2, value: 0).desired == 2)
        #expect(decide(330, current: 2, value: 0).desired == 0)
        #expect(decide(345, current: 0, value: 0).desired == 0)
        #expect(decide(360, current: 0, value: 3).desired == 3)
        // The rescale has cleared the condition.
        #expect(decide(375, current: 0, value: 3).condition == "ScalingDisabled")
    }

    @Test("a metric below zero asks for none, and a proposal of none gives way to a smaller one")
    func negative() {
        let metrics = [
            HPASpec.Metric.external(name: "none", .value(milli: 1000)), .object(name: "debt", .value(milli: 1000)),
        ]
        var hpa = KubernetesHPA(spec: HPASpec(minReplicas: 0, maxReplicas: 9, metrics: metrics))
        let decision = hpa.decide(
            Observation(time: 0, currentReplicas: 0, objectMetrics: ["debt": -3], externalMetrics: ["none": 0]))
        #expect(decision.desired == 0 && decision.condition == "DesiredWithinRange")
        #expect(decision.reason.contains("debt -3000m of target 1000m asks for -3"))
    }

    @Test("bringing the number into its range is no recommendation, but a change of scale")
    func outOfRange() {
        let down = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 3, periodSeconds: 60)])
        let spec = HPASpec(
            maxReplicas: 8, metrics: [.external(name: "m", .average(milli: 1000))], behavior: .init(scaleDown: down))
        var hpa = KubernetesHPA(spec: spec)
        func decide(_ time: Double, current: Int) -> Int {
            hpa.decide(Observation(time: time, currentReplicas: current, externalMetrics: ["m": 1])).desired
        }
        #expect(decide(0, current: 10) == 8)
        // Two of the three that may go within a minute are gone.
        #expect(decide(59, current: 8) == 7)
        #expect(decide(60, current: 7) == 5)
    }
}
