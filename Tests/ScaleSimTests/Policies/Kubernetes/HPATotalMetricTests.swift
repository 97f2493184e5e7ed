import ScaleSim
import Testing

/// Metrics of an object, and external ones: `TestReplicaCalcObjectMetric`, `…ObjectPerPodMetric`, `…ExternalMetric` and
/// `…ExternalPerPodMetric` of upstream's `replica_calculator_test.go`, as numbers in thousandths.
@Suite struct HPATotalMetricTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var current: Int
        var value: Int
        var target: Int
        var unready: Set<Int> = []
        var toleranceUp = 0.1
        var expected: Int

        var testDescription: String { name }
    }

    static let values = [
        Case(name: "object, scale up", current: 3, value: 20000, target: 15000, expected: 4),
        Case(name: "object, a very large metric", current: 3, value: .max, target: 1, expected: Int(Int32.max)),
        Case(name: "object, unready pods", current: 3, value: 50000, target: 10000, unready: [0, 2], expected: 5),
        Case(name: "object, scale down", current: 5, value: 12000, target: 20000, expected: 3),
        Case(name: "object, tolerated", current: 3, value: 20666, target: 20000, expected: 3),
        Case(
            name: "object, tolerance of 1 %", current: 3, value: 20666, target: 20000, toleranceUp: 0.01, expected: 4),
        Case(name: "external, scale down", current: 5, value: 8600, target: 14334, expected: 3),
        Case(name: "external, unready pods", current: 3, value: 8600, target: 4400, unready: [0, 2], expected: 2),
        Case(name: "external, tolerated", current: 3, value: 8600, target: 8888, expected: 3),
        Case(
            name: "external, tolerance of 1 %", current: 3, value: 8900, target: 8800, toleranceUp: 0.01, expected: 4),
        Case(name: "external, largest value and target", current: 3, value: .max, target: .max, expected: 3),
        // Our own.
        Case(name: "from zero the ratio, whatever the tolerance", current: 0, value: 1001, target: 1000, expected: 2),
        Case(name: "no ready pod", current: 3, value: 9000, target: 1000, unready: [0, 1, 2], expected: 0),
        Case(name: "below zero", current: 3, value: -4000, target: 1000, expected: -12),
        Case(name: "far below zero", current: 3, value: .min, target: 1, expected: Int(Int32.min)),
    ]

    @Test("a value multiplies the ready pods", arguments: values)
    func value(_ example: Case) { check(example, .value(milli: example.target)) }

    static let averages = [
        Case(name: "external, count beyond 32 bits", current: 1, value: .max, target: 1, expected: Int(Int32.max)),
        Case(name: "largest value and target", current: 1, value: .max, target: .max, expected: 1),
        Case(name: "from zero", current: 0, value: 20000, target: 5000, expected: 4),
        Case(name: "from zero, nothing to do", current: 0, value: 0, target: 5000, expected: 0),
        Case(name: "external, scale up", current: 3, value: 8600, target: 2150, expected: 4),
        Case(name: "external, scale down", current: 5, value: 8600, target: 2867, expected: 3),
        Case(name: "external, tolerated", current: 3, value: 8600, target: 2900, expected: 3),
        Case(
            name: "external, tolerance of 1 %", current: 3, value: 8600, target: 2800, toleranceUp: 0.01, expected: 4),
        Case(name: "object, scale up", current: 3, value: 20000, target: 5000, expected: 4),
        Case(name: "object, scale down", current: 5, value: 6000, target: 2000, expected: 3),
        Case(name: "object, tolerated", current: 4, value: 20166, target: 5000, expected: 4),
        Case(
            name: "object, tolerance of 1 %", current: 4, value: 20208, target: 5000, toleranceUp: 0.01, expected: 5),
        // Our own: unready pods do not count here.
        Case(name: "unready pods", current: 3, value: 9000, target: 1000, unready: [0, 1, 2], expected: 9),
    ]

    @Test("an average divides by the target", arguments: averages)
    func average(_ example: Case) { check(example, .average(milli: example.target)) }

    private func check(_ example: Case, _ target: HPASpec.Target) {
        let pods = (0..<example.current).map { PodObservation(name: "p\($0)", ready: !example.unready.contains($0)) }
        let value = Double(example.value) / 1000
        let observation = Observation(
            time: 0, currentReplicas: example.current, pods: pods, objectMetrics: ["m": value],
            externalMetrics: ["m": value])
        for metric in [HPASpec.Metric.object(name: "m", target), .external(name: "m", target)] {
            #expect(
                HPAProposal.of(metric, observation, up: example.toleranceUp) == .replicas(example.expected))
        }
    }

    @Test("an external total below zero, shared among the replicas, is taken for one that has overflowed")
    func belowZero() {
        let observation = Observation(
            time: 0, currentReplicas: 3, pods: (0..<3).map { PodObservation(name: "p\($0)") },
            objectMetrics: ["m": -0.001], externalMetrics: ["m": -0.001])
        let average = HPASpec.Target.average(milli: 1000)
        #expect(HPAProposal.of(.external(name: "m", average), observation) == .replicas(Int(Int32.max)))
        #expect(HPAProposal.of(.object(name: "m", average), observation) == .replicas(0))
        #expect(HPAProposal.of(.external(name: "m", .value(milli: 1)), observation) == .replicas(-3))
    }

    @Test(
        "values count in thousandths as `%.3f` writes them: what lies below a half goes down, a half to the even one",
        arguments: [
            // 300.0005 is 300.00049999999998… as a Double, 0.0035 is 0.00350000000000000007…
            (300.0005, 300_000), (300.000_500_1, 300_001), (0.0035, 4), (0.0625, 62), (0.1875, 188),
            (-300.0005, -300_000),
        ])
    func thousandths(value: Double, milli: Int) {
        let observation = Observation(time: 0, currentReplicas: 0, objectMetrics: ["m": value])
        #expect(HPAProposal.of(.object(name: "m", .value(milli: 1)), observation) == .replicas(milli))
    }

    @Test("a value needs pods to multiply, an average does not; neither can do without the metric")
    func failures() {
        let observation = Observation(time: 0, currentReplicas: 2, externalMetrics: ["m": 9])
        #expect(HPAProposal.of(.external(name: "m", .value(milli: 1000)), observation) == .failure("no pods"))
        #expect(HPAProposal.of(.external(name: "m", .average(milli: 1000)), observation) == .replicas(9))
        let absent = HPAProposal.failure("no metrics returned for m")
        #expect(HPAProposal.of(.object(name: "m", .average(milli: 1000)), observation) == absent)
    }
}
