import ScaleSim
import Testing

/// What the autoscaler asks for, given the means. Upstream cases: `pkg/autoscaler/scaling/autoscaler_test.go`, whose
/// utilisation of 75 % and rates of 10 are taken over.
@Suite struct KPADecisionTests {
    /// One evaluation: means and ready pods in; the number asked for and the excess out.
    struct Step: Sendable {
        var time: Double
        var ready: Int
        var stable: Double
        var panic: Double
        var desired: Int
        var panicking: Bool

        init(_ time: Double, ready: Int, stable: Double, panic: Double, desired: Int, panicking: Bool) {
            self.time = time
            self.ready = ready
            self.stable = stable
            self.panic = panic
            self.desired = desired
            self.panicking = panicking
        }
    }

    struct Timeline: Sendable, CustomTestStringConvertible {
        var name: String
        var target: Double
        var burst: Double
        var steps: [Step]
        var adjust: @Sendable (inout KPASpec) -> Void = { _ in }

        var testDescription: String { name }
    }

    static let timelines: [Timeline] = [
        Timeline(
            name: "stable mode: more, by the default metric", target: 10, burst: 101,
            steps: [
                Step(0, ready: 1, stable: 50, panic: 10, desired: 5, panicking: false),
                Step(2, ready: 1, stable: 100, panic: 10, desired: 10, panicking: false),
            ]),
        Timeline(
            name: "by requests per second", target: 10, burst: 101,
            steps: [
                Step(0, ready: 1, stable: 50, panic: 50, desired: 5, panicking: true),
                Step(2, ready: 1, stable: 100, panic: 99, desired: 10, panicking: true),
            ], adjust: { $0.metric = .requestRate }),
        Timeline(
            name: "panic ends a stable window after the last breach", target: 1, burst: 98,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(100, ready: 10, stable: 11, panic: 25, desired: 25, panicking: true),
                Step(130, ready: 40, stable: 30, panic: 41, desired: 41, panicking: true),
                // To the second it is still on: the end must have passed.
                Step(160, ready: 55, stable: 50, panic: 56, desired: 56, panicking: true),
                Step(162, ready: 55, stable: 50, panic: 56, desired: 50, panicking: false),
            ]),
        Timeline(
            name: "a later breach extends it", target: 1, burst: 98,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(100, ready: 10, stable: 11, panic: 25, desired: 25, panicking: true),
                Step(130, ready: 40, stable: 30, panic: 80, desired: 80, panicking: true),
                Step(190, ready: 80, stable: 70, panic: 40, desired: 80, panicking: true),
                Step(192, ready: 80, stable: 70, panic: 40, desired: 70, panicking: false),
            ]),
        Timeline(
            name: "stable mode: fewer", target: 10, burst: 98,
            steps: [
                Step(0, ready: 1, stable: 10, panic: 10, desired: 1, panicking: false),
                Step(2, ready: 8, stable: 100, panic: 100, desired: 10, panicking: false),
                Step(4, ready: 8, stable: 50, panic: 50, desired: 5, panicking: false),
            ]),
        Timeline(
            name: "the load outgrows the pods again and again", target: 1, burst: 101,
            steps: [
                Step(0, ready: 1, stable: 6, panic: 6, desired: 6, panicking: true),
                Step(1, ready: 6, stable: 36, panic: 36, desired: 36, panicking: true),
                Step(2, ready: 36, stable: 216, panic: 216, desired: 216, panicking: true),
                Step(2, ready: 216, stable: 1296, panic: 1296, desired: 1296, panicking: true),
                Step(3, ready: 1296, stable: 1296, panic: 1296, desired: 1296, panicking: true),
            ]),
        Timeline(
            name: "panic, then no more", target: 10, burst: 93,
            steps: [
                Step(0, ready: 1, stable: 100, panic: 100, desired: 10, panicking: true),
                Step(1, ready: 10, stable: 100, panic: 1000, desired: 100, panicking: true),
                Step(31, ready: 10, stable: 1, panic: 1, desired: 100, panicking: true),
                Step(62, ready: 10, stable: 1, panic: 1, desired: 1, panicking: false),
            ]),
        Timeline(
            name: "in panic the larger of both means counts", target: 1, burst: 100,
            steps: [
                Step(0, ready: 5, stable: 5, panic: 5, desired: 5, panicking: true),
                Step(5, ready: 5, stable: 50, panic: 30, desired: 50, panicking: true),
            ]),
        Timeline(
            name: "and the panic mean if that is the larger", target: 1, burst: 100,
            steps: [
                Step(0, ready: 5, stable: 5, panic: 5, desired: 5, panicking: true),
                Step(5, ready: 5, stable: 20, panic: 30, desired: 30, panicking: true),
            ]),
        Timeline(
            name: "never more than ten times the ready pods", target: 10, burst: 61,
            steps: [
                Step(0, ready: 1, stable: 1000, panic: 1001, desired: 10, panicking: true),
                Step(2, ready: 10, stable: 1000, panic: 1001, desired: 100, panicking: true),
            ]),
        Timeline(
            name: "never less than a tenth of them", target: 10, burst: 61,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 100, stable: 1, panic: 1, desired: 10, panicking: false),
                Step(4, ready: 10, stable: 1, panic: 1, desired: 1, panicking: false),
            ]),
        Timeline(
            name: "a small rate allows a pod more", target: 1, burst: 1982,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 2, stable: 3, panic: 3.1, desired: 3, panicking: true),
            ], adjust: { $0.maxScaleUpRate = 1.1 }),
        Timeline(
            name: "a small rate allows some less", target: 10, burst: 1982,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 100, stable: 1, panic: 1, desired: 90, panicking: false),
            ], adjust: { $0.maxScaleDownRate = 1.1 }),
        Timeline(
            name: "no rate holds back what no route leads to", target: 10, burst: 1982,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 100, stable: 1, panic: 1, desired: 1, panicking: false),
            ],
            adjust: {
                $0.maxScaleDownRate = 1.1
                $0.reachability = .unreachable
            }),
        Timeline(
            name: "unlimited burst capacity", target: 181, burst: -1,
            steps: [Step(0, ready: 1, stable: 21, panic: 26, desired: 1, panicking: false)]),
        Timeline(
            name: "no burst capacity", target: 10, burst: 0,
            steps: [Step(0, ready: 1, stable: 50, panic: 49, desired: 5, panicking: true)]),
        Timeline(
            name: "already scaled", target: 10, burst: 100,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 5, stable: 50, panic: 50, desired: 5, panicking: false),
            ]),
        Timeline(
            name: "the panic mean alone doubles the pods", target: 10, burst: 84,
            steps: [Step(0, ready: 1, stable: 50, panic: 100, desired: 10, panicking: true)]),
        Timeline(
            name: "an activation scale holds where anything is needed at all", target: 10, burst: 75,
            steps: [Step(0, ready: 1, stable: 1, panic: 0, desired: 2, panicking: false)],
            adjust: { $0.activationScale = 2 }),
        Timeline(
            name: "the activation scale exceeds the rate", target: 10, burst: 75,
            steps: [Step(0, ready: 1, stable: 1, panic: 1, desired: 30, panicking: false)],
            adjust: { $0.activationScale = 30 }),
        Timeline(
            name: "without a ready pod there is one for the rates, and none for the capacity", target: 10, burst: 81,
            steps: [Step(0, ready: 0, stable: 1000, panic: 888, desired: 10, panicking: true)]),
        Timeline(
            name: "more than one pod at the start begin in panic", target: 10, burst: 11,
            steps: [
                Step(0, ready: 2, stable: 1, panic: 1, desired: 2, panicking: true),
                Step(60, ready: 2, stable: 1, panic: 1, desired: 2, panicking: true),
                Step(61, ready: 2, stable: 1, panic: 1, desired: 1, panicking: false),
            ]),
        Timeline(
            name: "the delay holds the largest number of five minutes", target: 10, burst: 0,
            steps: [
                Step(2, ready: 1, stable: 40, panic: 10, desired: 4, panicking: false),
                Step(300, ready: 4, stable: 10, panic: 10, desired: 4, panicking: false),
                Step(302, ready: 4, stable: 10, panic: 10, desired: 1, panicking: false),
                Step(540, ready: 4, stable: 40, panic: 40, desired: 4, panicking: false),
                Step(600, ready: 4, stable: 30, panic: 30, desired: 4, panicking: false),
                Step(660, ready: 4, stable: 10, panic: 10, desired: 4, panicking: false),
                Step(840, ready: 4, stable: 10, panic: 10, desired: 3, panicking: false),
                Step(900, ready: 4, stable: 10, panic: 10, desired: 1, panicking: false),
            ], adjust: { $0.scaleDownDelay = SimTime(seconds: 300) }),
        Timeline(
            name: "no delay is less than a tick's", target: 10, burst: 0,
            steps: [
                Step(0, ready: 1, stable: 40, panic: 10, desired: 4, panicking: false),
                Step(0.5, ready: 1, stable: 20, panic: 10, desired: 2, panicking: false),
            ]),
        Timeline(
            name: "what no route leads to is not delayed", target: 10, burst: 0,
            steps: [
                Step(0, ready: 1, stable: 40, panic: 10, desired: 4, panicking: false),
                Step(2, ready: 4, stable: 10, panic: 10, desired: 1, panicking: false),
            ],
            adjust: {
                $0.scaleDownDelay = SimTime(seconds: 300)
                $0.reachability = .unreachable
            }),
        Timeline(
            name: "the default rates: half, rounded down, and a thousand times", target: 10, burst: 0,
            steps: [
                Step(0, ready: 1, stable: 1, panic: 1, desired: 1, panicking: false),
                Step(2, ready: 7, stable: 1, panic: 1, desired: 3, panicking: false),
                Step(4, ready: 3, stable: 1e9, panic: 1, desired: 3000, panicking: false),
            ],
            adjust: {
                $0.maxScaleUpRate = 1000
                $0.maxScaleDownRate = 2
            }),
    ]

    @Test("means to decisions", arguments: timelines)
    func decisions(_ timeline: Timeline) {
        var spec = KPASpec()
        spec.target = timeline.target
        spec.total = timeline.target / 0.75
        spec.targetBurstCapacity = timeline.burst
        spec.maxScaleUpRate = 10
        spec.maxScaleDownRate = 10
        timeline.adjust(&spec)
        var policy = KnativeKPA(spec: spec)
        for step in timeline.steps {
            let decision = policy.decide(
                Observation(
                    time: step.time, currentReplicas: step.ready, stableValue: step.stable, panicValue: step.panic))
            #expect(decision.desired == step.desired, "at \(step.time)")
            #expect(decision.panicking == step.panicking, "at \(step.time)")
            let excess =
                switch timeline.burst {
                case 0: 0.0
                case -1: -1.0
                default: (Double(step.ready) * timeline.target / 0.75 - timeline.burst - step.panic).rounded(.down)
                }
            #expect(decision.excessBurstCapacity == Int(excess), "at \(step.time)")
        }
    }

    @Test("without data nothing changes, and the excess is that of the initial scale, cut")
    func noData() {
        var spec = KPASpec()
        spec.initialScale = 2
        spec.total = 25.7
        spec.targetBurstCapacity = 42
        var policy = KnativeKPA(spec: spec)
        let decision = policy.decide(Observation(time: 0, currentReplicas: 3))
        #expect(decision.desired == 3)
        #expect(decision.excessBurstCapacity == 9)
        spec.targetBurstCapacity = 60
        policy = KnativeKPA(spec: spec)
        // 51.4 − 60: rounded down it would be −9.
        #expect(policy.decide(Observation(time: 0, currentReplicas: 3)).excessBurstCapacity == -8)
    }

    @Test("a metric that could not be had changes nothing, whatever else the line says")
    func metricError() {
        var policy = KnativeKPA(spec: KPASpec())
        _ = policy.decide(Observation(time: 0, currentReplicas: 1, stableValue: 700, panicValue: 700))
        let held = policy.decide(
            Observation(
                time: 2, currentReplicas: 4, metricErrors: ["concurrency"], stableValue: 7000, panicValue: 7000))
        #expect(held.desired == 4)
        #expect(held.panicking == true)
        #expect(held.excessBurstCapacity == 100 - 211 - 700)
        let other = policy.decide(
            Observation(time: 4, currentReplicas: 4, metricErrors: ["rps"], stableValue: 7000, panicValue: 7000))
        #expect(other.desired == 100)
    }

    @Test("only running pods that are ready and not deleted count")
    func readyPods() {
        var spec = KPASpec()
        spec.targetBurstCapacity = 1
        var policy = KnativeKPA(spec: spec)
        let pods = [
            PodObservation(name: "a"), PodObservation(name: "b", ready: false),
            PodObservation(name: "c", deleted: true),
            PodObservation(name: "d", phase: .pending), PodObservation(name: "e", phase: .failed),
            PodObservation(name: "f"),
        ]
        let decision = policy.decide(
            Observation(time: 0, currentReplicas: 9, pods: pods, stableValue: 10, panicValue: 10))
        #expect(decision.excessBurstCapacity == 200 - 1 - 10)
    }
}
