import ScaleSim
import Testing

/// Limits and stabilisation, in worked timelines. Each step gives the time, the number that the metric asks for, and
/// the number that must come out; what comes out is the current number of the next step.
@Suite struct HPABehaviorTests {
    struct Step: Sendable {
        var time: Double
        var asked: Int
        var expected: Int

        init(_ time: Double, asked: Int, expected: Int) {
            self.time = time
            self.asked = asked
            self.expected = expected
        }
    }

    @Test("without a behaviour: at most double, or 4, at a time, and never above maxReplicas")
    func olderScaleUpLimit() {
        expect(
            HPASpec(maxReplicas: 30, metrics: [Self.metric]), from: 1,
            [
                Step(15, asked: 50, expected: 4), Step(30, asked: 50, expected: 8), Step(45, asked: 50, expected: 16),
                Step(60, asked: 50, expected: 30),
            ])
    }

    @Test("without a behaviour: the highest recommendation of 300 s holds, its end included")
    func olderStabilisation() {
        expect(
            HPASpec(maxReplicas: 30, metrics: [Self.metric]), from: 4,
            [
                Step(0, asked: 8, expected: 8), Step(15, asked: 2, expected: 8), Step(300, asked: 3, expected: 8),
                Step(301, asked: 1, expected: 3), Step(601, asked: 1, expected: 1),
            ])
    }

    @Test("the first evaluation counts the current number as recommended")
    func initialRecommendation() {
        expect(
            HPASpec(maxReplicas: 30, metrics: [Self.metric]), from: 10,
            [Step(1000, asked: 2, expected: 10), Step(1301, asked: 2, expected: 2)])
    }

    @Test("with a behaviour the window's end is excluded")
    func stabilisationWindow() {
        let down = Self.free(window: 300)
        expect(
            spec(up: Self.free(), down: down), from: 4,
            [
                Step(0, asked: 8, expected: 8), Step(299, asked: 2, expected: 8), Step(300, asked: 3, expected: 3),
            ])
    }

    @Test("a missing scale-down window is the controller's")
    func defaultWindow() {
        expect(
            spec(up: Self.free(), down: .defaultScaleDown), from: 4,
            [Step(0, asked: 8, expected: 8), Step(299, asked: 2, expected: 8), Step(300, asked: 2, expected: 2)])
    }

    @Test("stabilisation clamps the current number between the windows' extremes")
    func clamp() {
        // Asked 10, 2, 10, 6 with 5 there: up takes the least of 60 s, down the most of 60 s.
        expect(
            spec(up: Self.free(window: 60), down: Self.free(window: 60)), from: 5,
            [
                Step(0, asked: 10, expected: 5), Step(15, asked: 2, expected: 5), Step(30, asked: 10, expected: 5),
                Step(45, asked: 6, expected: 5), Step(61, asked: 6, expected: 5), Step(76, asked: 6, expected: 6),
            ])
    }

    @Test("Pods: so many within the period, whose end is excluded")
    func podsPolicy() {
        let up = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 2, periodSeconds: 60)])
        expect(
            spec(up: up, down: Self.free()), from: 1,
            [
                Step(0, asked: 9, expected: 3), Step(59, asked: 9, expected: 3), Step(60, asked: 9, expected: 5),
                Step(75, asked: 4, expected: 4), Step(90, asked: 9, expected: 5),
            ])
    }

    @Test("Percent rounds up when it adds and cuts when it removes")
    func percentPolicy() {
        let half = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .percent, value: 50, periodSeconds: 10)])
        expect(
            spec(up: half, down: half), from: 1,
            [
                Step(0, asked: 9, expected: 2), Step(15, asked: 9, expected: 3), Step(30, asked: 9, expected: 5),
                Step(45, asked: 1, expected: 2), Step(60, asked: 1, expected: 1),
            ])
    }

    @Test(
        "selectPolicy: the largest change, the smallest, none",
        arguments: [
            (HPASpec.Rules.Selection.max, 14, 0), (.min, 12, 8), (.disabled, 10, 10),
        ])
    func selection(_ selection: HPASpec.Rules.Selection, up: Int, down: Int) {
        let rules = HPASpec.Rules(
            stabilizationWindowSeconds: 0, selectPolicy: selection,
            policies: [
                .init(kind: .pods, value: 2, periodSeconds: 10), .init(kind: .percent, value: 40, periodSeconds: 10),
            ])
        expect(spec(up: rules, down: rules), from: 10, [Step(0, asked: 99, expected: up)])
        // 10 − 40 % = 6, and no policy goes below.
        expect(
            spec(up: rules, down: rules), from: 10, [Step(0, asked: 1, expected: selection == .max ? 6 : down)])
    }

    @Test("a scale-up is forgotten after the longest period of the scale-up rules, as upstream overwrites it")
    func overwrittenEvents() {
        let up = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 4, periodSeconds: 15)])
        let down = HPASpec.Rules(
            stabilizationWindowSeconds: 0, policies: [.init(kind: .pods, value: 1, periodSeconds: 60)])
        // At 40 the +4 of time 0 lies within 60 s but was overwritten by the +2 of time 30: the period starts with
        // 11 − 2 = 9, so 8 are left; had both counted, it would be 11 − 6 − 1 = 4.
        expect(
            spec(up: up, down: down), from: 5,
            [
                Step(0, asked: 9, expected: 9), Step(30, asked: 11, expected: 11), Step(40, asked: 1, expected: 8),
            ])
    }

    @Test("tolerances by direction")
    func tolerances() {
        var up = Self.free()
        up.tolerance = 0
        var down = Self.free()
        down.tolerance = 0.5
        var hpa = KubernetesHPA(
            spec: HPASpec(
                maxReplicas: 99, metrics: [.cpuUtilization(percent: 50)], behavior: .init(scaleUp: up, scaleDown: down))
        )
        #expect(hpa.decide(Self.observation(0, replicas: 10, usageMilli: 510)).desired == 11)
        #expect(hpa.decide(Self.observation(15, replicas: 10, usageMilli: 250)).desired == 10)
        #expect(hpa.decide(Self.observation(30, replicas: 10, usageMilli: 240)).desired == 5)
    }

    @Test("outside of its range the number is brought back at once, and zero is left alone")
    func range() {
        var hpa = KubernetesHPA(spec: HPASpec(minReplicas: 3, maxReplicas: 5, metrics: [Self.metric]))
        #expect(hpa.decide(Self.asking(for: 4, current: 9, at: 0)).desired == 5)
        #expect(hpa.decide(Self.asking(for: 4, current: 2, at: 15)).desired == 3)
        #expect(hpa.decide(Self.asking(for: 4, current: 0, at: 30)).desired == 0)
    }

    @Test("a metric that fails is passed over, but never so as to scale down")
    func failingMetric() {
        let spec = HPASpec(
            maxReplicas: 99, metrics: [.pods(name: "unknown", .average(milli: 1)), Self.metric],
            behavior: .init(scaleUp: Self.free(), scaleDown: Self.free()))
        var hpa = KubernetesHPA(spec: spec)
        #expect(hpa.decide(Self.asking(for: 12, current: 10, at: 0)).desired == 12)
        let held = hpa.decide(Self.asking(for: 5, current: 10, at: 15))
        #expect(held.desired == 10)
        #expect(held.reason.contains("unknown"))
    }

    @Test("of several metrics the largest proposal wins")
    func severalMetrics() {
        let spec = HPASpec(
            maxReplicas: 99, metrics: [.cpuUtilization(percent: 50), Self.metric],
            behavior: .init(scaleUp: Self.free(), scaleDown: Self.free()))
        var hpa = KubernetesHPA(spec: spec)
        var observation = Self.observation(0, replicas: 10, usageMilli: 600)
        observation.podMetrics = Self.asking(for: 7, current: 10, at: 0).podMetrics
        #expect(hpa.decide(observation).desired == 12)
    }

    // MARK: Building blocks

    private static let metric = HPASpec.Metric.pods(name: "wanted", .average(milli: 1000))

    private static func free(window: Int = 0) -> HPASpec.Rules {
        HPASpec.Rules(
            stabilizationWindowSeconds: window, policies: [.init(kind: .pods, value: 1000, periodSeconds: 1)],
            tolerance: 0)
    }

    private func spec(up: HPASpec.Rules, down: HPASpec.Rules) -> HPASpec {
        HPASpec(maxReplicas: 1000, metrics: [Self.metric], behavior: .init(scaleUp: up, scaleDown: down))
    }

    private func expect(
        _ spec: HPASpec, from initial: Int, _ steps: [Step], at location: SourceLocation = #_sourceLocation
    ) {
        var flags = HPAControllerFlags()
        flags.tolerance = 0
        var hpa = KubernetesHPA(spec: spec, flags: flags)
        var current = initial
        for step in steps {
            let decision = hpa.decide(Self.asking(for: step.asked, current: current, at: step.time))
            #expect(
                decision.desired == step.expected, "at \(step.time) s: \(decision.reason)", sourceLocation: location)
            current = decision.desired
        }
    }

    /// Ready pods whose metric makes the calculator propose `asked`.
    private static func asking(for asked: Int, current: Int, at time: Double) -> Observation {
        var observation = observation(time, replicas: current, usageMilli: 0)
        let values = observation.pods.map { ($0.name, Double(asked) / Double(current)) }
        observation.podMetrics = ["wanted": Dictionary(uniqueKeysWithValues: values)]
        return observation
    }

    private static func observation(_ time: Double, replicas: Int, usageMilli: Int) -> Observation {
        let pods = (0..<replicas).map { number in
            PodObservation(
                name: "p\(number)", ready: true, startTime: -9000, readyTransition: -9000, cpuRequestMilli: 1000,
                cpuUsageMilli: usageMilli, metricTime: time, metricWindow: 15)
        }
        return Observation(time: time, currentReplicas: replicas, pods: pods)
    }
}
