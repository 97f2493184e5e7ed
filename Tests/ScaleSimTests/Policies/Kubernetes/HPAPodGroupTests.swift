import ScaleSim
import Testing

/// `TestGroupPods` of upstream's `replica_calculator_test.go`, and the instants at which its comparisons turn.
@Suite struct HPAPodGroupTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var isCPU = true
        var phase = PodObservation.Phase.running
        var ready = true
        /// Seconds before the evaluation.
        var started = 0.0
        var transition = 0.0
        var sampled = 0.0
        var window = 60.0
        var deleted = false
        var hasSample = true
        var expected: HPAPodGroup

        var testDescription: String { name }
    }

    static let upstream = [
        Case(name: "ready, memory", isCPU: false, expected: .ready),
        Case(name: "fresh sample within the period", started: 60, transition: 30, window: 30, expected: .ready),
        Case(name: "sample of before within the period", started: 60, transition: 30, expected: .unready),
        Case(name: "never ready", ready: false, started: 600, transition: 594, expected: .unready),
        Case(name: "old sample after the period", started: 180, transition: 180, sampled: 120, expected: .ready),
        Case(name: "was ready once", ready: false, started: 600, transition: 540, expected: .ready),
        Case(
            name: "ready for the first time at the delay", ready: false, started: 600, transition: 590, expected: .ready
        ),
        Case(name: "missing", started: 180, hasSample: false, expected: .missing),
        Case(name: "several: just started", ready: false, expected: .unready),
        Case(name: "several: long ready", started: 180, transition: 180, expected: .ready),
        Case(name: "pending", phase: .pending, hasSample: false, expected: .unready),
        Case(name: "being deleted, and pending", phase: .pending, deleted: true, expected: .ignored),
        Case(name: "failed", phase: .failed, expected: .ignored),
        Case(name: "succeeded", phase: .succeeded, expected: .ignored),
    ]

    /// Our own.
    static let instants = [
        Case(name: "the period ends when it is over", ready: false, started: 120, transition: 100, expected: .ready),
        Case(
            name: "the period's last nanosecond", ready: false, started: 119.999_999_999, transition: 100,
            expected: .unready),
        Case(name: "a window to the nanosecond", started: 100, transition: 60, expected: .ready),
        Case(name: "a nanosecond less", started: 100, transition: 59.999_999_999, expected: .unready),
        Case(
            name: "the delay's last nanosecond", ready: false, started: 600, transition: 590.000_000_001,
            expected: .unready),
        Case(name: "unknown phase counts as running", phase: .unknown, started: 600, transition: 600, expected: .ready),
        Case(name: "pending, with a sample", phase: .pending, expected: .unready),
        Case(name: "unready, memory", isCPU: false, ready: false, expected: .ready),
    ]

    @Test("pods are sorted as upstream sorts them", arguments: upstream + instants)
    func group(_ example: Case) {
        let now = 100_000.0
        let pod = PodObservation(
            name: "p", phase: example.phase, ready: example.ready, startTime: now - example.started,
            readyTransition: now - example.transition, deleted: example.deleted, metricTime: now - example.sampled,
            metricWindow: example.window)
        let grouping = HPAPodGrouping(flags: .upstreamTests, isCPU: example.isCPU, at: now)
        #expect(grouping.group(in: [pod], at: 0, isSampled: example.hasSample) == example.expected)
    }

    @Test("a sample without time is of now, and one without window of a minute")
    func defaults() {
        let grouping = HPAPodGrouping(flags: .upstreamTests, isCPU: true, at: 1000)
        var pod = PodObservation(name: "p", startTime: 900, readyTransition: 940)
        #expect(grouping.group(in: [pod], at: 0, isSampled: true) == .ready)
        pod.readyTransition = 941
        #expect(grouping.group(in: [pod], at: 0, isSampled: true) == .unready)
    }
}
