import ScaleSim
import Testing

/// The way from what the autoscaler asks for to the scale. Upstream cases: `TestScaler`, `TestDisableScaleToZero`
/// (`pkg/reconciler/autoscaling/kpa/scaler_test.go`) and the Active conditions of `TestReconcile` (`kpa_test.go`), each
/// brought about from a start instead of being set up.
@Suite struct KPAScalerTests {
    /// One reconciliation: what is asked for, how many pods are ready, the excess; then the scale that is set, nil where
    /// none is, and what the PodAutoscaler says afterwards.
    struct Step: Sendable {
        var time: Double
        var asked: Int?
        var ready: Int
        var excess = -1
        var scale: Int?
        var activity: KPAScaler.Activity

        init(
            _ time: Double, asked: Int?, ready: Int, excess: Int = -1, scale: Int?, _ activity: KPAScaler.Activity
        ) {
            self.time = time
            self.asked = asked
            self.ready = ready
            self.excess = excess
            self.scale = scale
            self.activity = activity
        }
    }

    struct Timeline: Sendable, CustomTestStringConvertible {
        var name: String
        var from = 1
        var adjust: @Sendable (inout KPASpec) -> Void = { _ in }
        var steps: [Step]

        var testDescription: String { name }
    }

    static let timelines: [Timeline] = [
        Timeline(
            name: "idle for the stable window, then for the grace period",
            steps: [
                Step(0, asked: 1, ready: 1, excess: 0, scale: 1, .active),
                Step(59, asked: 0, ready: 1, excess: 0, scale: 1, .active),
                // Held from here on; only now the activator comes into the path.
                Step(60, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(89, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(90, asked: 0, ready: 1, excess: 0, scale: 0, .idle),
            ]),
        Timeline(
            name: "many pods shrink to one while it has not been active for the window", from: 10,
            steps: [
                Step(0, asked: 10, ready: 10, scale: 10, .active), Step(59, asked: 0, ready: 10, scale: 1, .active),
            ]),
        Timeline(
            name: "a window of its own", adjust: { $0.stableWindow = SimTime(seconds: 20) },
            steps: [
                Step(0, asked: 1, ready: 1, scale: 1, .active), Step(19, asked: 0, ready: 1, scale: 1, .active),
                Step(20, asked: 0, ready: 1, scale: nil, .idle),
            ]),
        Timeline(
            name: "no grace period is left where the activator has been in the path for as long",
            steps: [
                Step(0, asked: 1, ready: 1, excess: -1, scale: 1, .active),
                Step(60, asked: 0, ready: 1, excess: -1, scale: nil, .idle),
                Step(61, asked: 0, ready: 1, excess: -1, scale: 0, .idle),
            ]),
        Timeline(
            name: "the part of it counts",
            steps: [
                Step(0, asked: 1, ready: 1, excess: 0, scale: 1, .active),
                Step(40, asked: 1, ready: 1, excess: -1, scale: 1, .active),
                Step(60, asked: 0, ready: 1, excess: -1, scale: nil, .idle),
                Step(69, asked: 0, ready: 1, excess: -1, scale: nil, .idle),
                Step(70, asked: 0, ready: 1, excess: -1, scale: 0, .idle),
            ]),
        Timeline(
            name: "a retention longer than the grace period", adjust: { $0.podRetention = SimTime(seconds: 60) },
            steps: [
                Step(0, asked: 1, ready: 1, excess: 0, scale: 1, .active),
                Step(60, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(90, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(119, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(120, asked: 0, ready: 1, excess: 0, scale: 0, .idle),
            ]),
        Timeline(
            name: "a retention shorter than it, the activator long in the path",
            adjust: { $0.podRetention = SimTime(seconds: 20) },
            steps: [
                Step(0, asked: 1, ready: 1, scale: 1, .active), Step(60, asked: 0, ready: 1, scale: nil, .idle),
                Step(79, asked: 0, ready: 1, scale: nil, .idle), Step(80, asked: 0, ready: 1, scale: 0, .idle),
            ]),
        Timeline(
            name: "no retention of what no route leads to",
            adjust: {
                $0.podRetention = SimTime(seconds: 300)
                $0.reachability = .unreachable
            },
            steps: [
                Step(0, asked: 1, ready: 1, excess: 0, scale: 1, .active),
                Step(60, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(89, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(90, asked: 0, ready: 1, excess: 0, scale: 0, .idle),
            ]),
        Timeline(
            name: "traffic within the grace period", from: 1,
            steps: [
                Step(0, asked: 1, ready: 1, excess: 0, scale: 1, .active),
                Step(60, asked: 0, ready: 1, excess: 0, scale: nil, .idle),
                Step(70, asked: 10, ready: 1, excess: 0, scale: 10, .active),
                // Active anew, so that the window begins anew.
                Step(129, asked: 0, ready: 10, excess: 0, scale: 1, .active),
                Step(130, asked: 0, ready: 10, excess: 0, scale: nil, .idle),
            ]),
        Timeline(
            name: "pods that never become ready are given up after deadline and buffer",
            adjust: { $0.progressDeadline = SimTime(seconds: 5) },
            steps: [
                Step(0, asked: 0, ready: 0, scale: nil, .activating),
                Step(35, asked: 0, ready: 0, scale: nil, .activating),
                Step(36, asked: 0, ready: 0, scale: 0, .timedOut), Step(38, asked: 0, ready: 0, scale: 0, .idle),
            ]),
        Timeline(
            name: "min-scale, in or out of the grace period", from: 10, adjust: { $0.minScale = 2 },
            steps: [
                Step(0, asked: 0, ready: 10, scale: 2, .active), Step(500, asked: 0, ready: 10, scale: 2, .active),
            ]),
        Timeline(
            name: "no min-scale where no route leads", from: 10,
            adjust: {
                $0.minScale = 2
                $0.reachability = .unreachable
            },
            steps: [
                Step(0, asked: 1, ready: 10, scale: 1, .active), Step(60, asked: 0, ready: 10, scale: nil, .idle),
                Step(62, asked: 0, ready: 10, scale: 0, .idle),
            ]),
        Timeline(
            name: "up, to max-scale", adjust: { $0.maxScale = 8 },
            steps: [
                Step(0, asked: 7, ready: 1, scale: 7, .active), Step(2, asked: 10, ready: 7, scale: 8, .active),
            ]),
        Timeline(
            name: "from zero", from: 0,
            steps: [
                Step(0, asked: nil, ready: 0, scale: nil, .idle), Step(2, asked: 10, ready: 0, scale: 10, .activating),
                Step(4, asked: 10, ready: 1, scale: 10, .active),
            ]),
        Timeline(
            name: "at zero", from: 0,
            steps: [Step(0, asked: 0, ready: 0, scale: nil, .idle), Step(30, asked: 0, ready: 0, scale: 0, .idle)]),
        Timeline(
            name: "no data, active", from: 12,
            steps: [
                Step(0, asked: nil, ready: 12, scale: nil, .active),
                Step(2, asked: nil, ready: 12, scale: nil, .active),
            ]),
        Timeline(
            name: "an initial scale holds until as many were ready", from: 0, adjust: { $0.initialScale = 5 },
            steps: [
                Step(0, asked: 1, ready: 0, scale: 5, .activating), Step(2, asked: 1, ready: 4, scale: 5, .activating),
                Step(4, asked: 1, ready: 5, scale: 5, .active), Step(6, asked: 1, ready: 5, scale: 1, .active),
                // Reached once, it counts no more.
                Step(8, asked: 1, ready: 1, scale: 1, .active),
            ]),
        Timeline(
            name: "an initial scale comes about without data", from: 1, adjust: { $0.initialScale = 3 },
            steps: [
                Step(0, asked: nil, ready: 1, scale: 3, .activating), Step(2, asked: nil, ready: 3, scale: 3, .active),
            ]),
        Timeline(
            name: "once it is reached the pods may go to one, then to none", from: 2,
            adjust: { $0.initialScale = 2 },
            steps: [
                Step(0, asked: nil, ready: 2, scale: nil, .active), Step(59, asked: 0, ready: 2, scale: 1, .active),
            ]),
        Timeline(
            name: "max-scale does not bound the initial scale", from: 0,
            adjust: {
                $0.initialScale = 5
                $0.maxScale = 2
            }, steps: [Step(0, asked: 1, ready: 0, scale: 5, .activating)]),
        Timeline(
            name: "no initial scale where no route leads", from: 2,
            adjust: {
                $0.initialScale = 3
                $0.reachability = .unreachable
            }, steps: [Step(0, asked: 1, ready: 2, scale: 1, .activating)]),
        Timeline(
            name: "an initial scale of zero", from: 0, adjust: { $0.initialScale = 0 },
            steps: [
                Step(0, asked: nil, ready: 0, scale: nil, .idle), Step(2, asked: nil, ready: 0, scale: nil, .idle),
                Step(4, asked: 2, ready: 0, scale: 2, .activating), Step(6, asked: 2, ready: 2, scale: 2, .active),
            ]),
        Timeline(
            name: "below min-scale it is not active", from: 3, adjust: { $0.minScale = 3 },
            steps: [
                Step(0, asked: 3, ready: 3, scale: 3, .active), Step(2, asked: 3, ready: 2, scale: 3, .activating),
                Step(4, asked: 1, ready: 3, scale: 3, .active),
            ]),
        Timeline(
            name: "scaling to zero disabled", from: 10, adjust: { $0.scalesToZero = false },
            steps: [
                Step(0, asked: nil, ready: 10, scale: nil, .active), Step(2, asked: 0, ready: 10, scale: 1, .active),
                Step(900, asked: 0, ready: 1, scale: 1, .active),
            ]),
        Timeline(
            name: "scaling to zero disabled, and a min-scale", from: 10,
            adjust: {
                $0.scalesToZero = false
                $0.minScale = 2
            }, steps: [Step(0, asked: 0, ready: 10, scale: 2, .active)]),
    ]

    @Test("wishes to scales", arguments: timelines)
    func scales(_ timeline: Timeline) {
        var spec = KPASpec()
        timeline.adjust(&spec)
        let ready = timeline.steps.first?.ready ?? 0
        var scaler = KPAScaler(spec: spec, currentReplicas: timeline.from, readyPods: ready, at: 0)
        for step in timeline.steps {
            let outcome = scaler.reconcile(
                asked: step.asked, readyPods: step.ready, excessBurstCapacity: step.excess,
                at: SimTime(seconds: step.time).nanoseconds)
            #expect(outcome.scale == step.scale, "at \(step.time)")
            #expect(scaler.activity == step.activity, "at \(step.time)")
        }
    }
}
