import ScaleSim
import Testing

/// The cases of `TestReplicaCalcResourceScale` of upstream's `replica_calculator_test.go` with `container`, and
/// `TestCalculateRequests`, as numbers.
@Suite struct HPAContainerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var container = "container2"
        var current: Int
        /// Of container1 and container2 of each pod; nil has no sample.
        var usage: [(Int?, Int?)]
        var target: Int
        var unready: Set<Int> = []
        /// Started this instant; the others long ago.
        var hot: Set<Int> = []
        var phase: (PodObservation.Phase, of: Set<Int>) = (.running, [])
        var deleted: Set<Int> = []
        var expected: Int

        var testDescription: String { name }
    }

    static let none: (Int?, Int?) = (nil, nil)
    static let five: [(Int?, Int?)] = [(1000, 100), (1000, 300), (1000, 500), (1000, 250), (1000, 250)]

    static let cases = [
        Case(name: "scale up", current: 3, usage: [(1000, 300), (1000, 500), (1000, 700)], target: 30, expected: 5),
        Case(
            name: "scale up: hot-CPU container scales less", current: 3, usage: [(0, 300), (0, 500), (0, 700)],
            target: 30, hot: [0], expected: 4),
        Case(
            name: "scale up: failed pods without the container's metric", current: 2,
            usage: [(1000, 500), (9000, 700), (1000, nil), (9000, nil)], target: 30, unready: [2, 3],
            phase: (.failed, [2, 3]), expected: 4),
        Case(
            name: "scale up: failed pods", current: 2, usage: [(1000, 500), (9000, 700), none, none], target: 30,
            unready: [2, 3], phase: (.failed, [2, 3]), expected: 4),
        Case(
            name: "scale up: succeeded pods", current: 2, usage: [(1000, 500), (9000, 700), none, none], target: 30,
            unready: [2, 3], phase: (.succeeded, [2, 3]), expected: 4),
        Case(
            name: "scale up: pods being deleted", container: "container1", current: 2,
            usage: [(500, 500), (700, 700), none, none], target: 30, unready: [2, 3], deleted: [2, 3], expected: 4),
        Case(name: "scale down", current: 5, usage: five, target: 50, expected: 3),
        Case(
            name: "scale down: unready pods", current: 5, usage: five, target: 50, unready: [3, 4], expected: 2),
        Case(
            name: "scale down: unscheduled pods", current: 5, usage: five, target: 50, unready: [1, 2, 3, 4],
            phase: (.pending, [1, 2, 3, 4]), expected: 1),
        Case(
            name: "scale down: hot-CPU pods", current: 5,
            usage: [(1000, 100), (1000, 300), (1000, 500), (1000, 1000), (1000, 1000)], target: 50, hot: [3, 4],
            expected: 2),
        Case(
            name: "scale down: failed pods", current: 5, usage: five + [none, none], target: 50, unready: [5, 6],
            phase: (.failed, [5, 6]), expected: 3),
        Case(
            name: "scale down: succeeded pods", current: 5, usage: five + [none, none], target: 50, unready: [5, 6],
            phase: (.succeeded, [5, 6]), expected: 3),
        Case(
            name: "scale down: still-running pods being deleted", current: 5, usage: five + [none, none], target: 50,
            unready: [5, 6], deleted: [5, 6], expected: 3),
    ]

    @Test("a container's utilisation", arguments: cases)
    func utilization(_ example: Case) {
        let now = 100_000.0
        let pods = example.usage.enumerated().map { index, usage in
            let start = example.hot.contains(index) ? now : 0
            let phase = example.phase.of.contains(index) ? example.phase.0 : .running
            return PodObservation(
                name: "p\(index)", phase: phase, ready: !example.unready.contains(index), startTime: start,
                readyTransition: start, deleted: example.deleted.contains(index), metricTime: now, metricWindow: 60,
                containers: [
                    "container1": .init(cpuRequestMilli: 1000, cpuUsageMilli: usage.0),
                    "container2": .init(cpuRequestMilli: 1000, cpuUsageMilli: usage.1),
                ])
        }
        let observation = Observation(time: now, currentReplicas: example.current, pods: pods)
        let metric = HPASpec.Metric.resource(.cpu, container: example.container, .utilization(example.target))
        #expect(HPAProposal.of(metric, observation) == .replicas(example.expected))
    }

    @Test("a pod whose sample lacks the container counts as missing, not as an error")
    func missingContainer() {
        // Three times the target, and with an idle pod half of that: 1.5 · 2 = 3. It was an error before
        // kubernetes#127193.
        let pods = [
            PodObservation(name: "a", containers: ["app": .init(cpuUsageMilli: 900)]),
            PodObservation(name: "b", containers: ["sidecar": .init(cpuUsageMilli: 900)]),
        ]
        let observation = Observation(time: 0, currentReplicas: 2, pods: pods)
        #expect(HPAProposal.of(.resource(.cpu, container: "app", .average(milli: 300)), observation) == .replicas(3))
        // A utilisation needs the request of each pod's container.
        let message = "container app not found in Pod b"
        var requested = observation
        requested.pods[0].containers["app"]?.cpuRequestMilli = 1000
        #expect(HPAProposal.of(.resource(.cpu, container: "app", .utilization(30)), requested) == .failure(message))
    }

    // MARK: Requests

    private static let both = [
        "container1": ContainerObservation(cpuRequestMilli: 100), "container2": .init(cpuRequestMilli: 50),
    ]
    private static let one = ["container1": ContainerObservation(), "container2": .init(cpuRequestMilli: 50)]

    @Test(
        "a pod's own request comes before its containers', and a named container's before both",
        arguments: [
            (nil, both, nil, 150), (800, both, nil, 800), (nil, one, nil, nil),
            (800, one, nil, 800),
            (nil, both, "container1", 100), (800, both, "container1", 100), (800, both, "other", nil),
            (nil, ["container1": .init(cpuRequestMilli: 100), "restartable": .init(cpuRequestMilli: 50)], nil, 150),
        ] as [(Int?, [String: ContainerObservation], String?, Int?)])
    func requests(
        whole: Int?, containers: [String: ContainerObservation], container: String?, expected: Int?
    ) {
        let pod = PodObservation(name: "test-pod", cpuRequestMilli: whole, containers: containers)
        #expect([pod].requested(at: 0, .cpu, container) == expected)
    }

    @Test("what lacks a request is named")
    func lackingRequest() {
        var pod = PodObservation(name: "test-pod", cpuUsageMilli: 200, containers: Self.one)
        let observation = Observation(time: 0, currentReplicas: 1, pods: [pod])
        let message = "missing request for cpu in container container1 of Pod test-pod"
        #expect(HPAProposal.of(.cpuUtilization(percent: 50), observation) == .failure(message))
        pod.containers = [:]
        let bare = Observation(time: 0, currentReplicas: 1, pods: [pod])
        #expect(
            HPAProposal.of(.cpuUtilization(percent: 50), bare) == .failure("missing request for cpu in Pod test-pod"))
    }
}
