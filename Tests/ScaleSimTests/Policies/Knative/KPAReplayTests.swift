import ScaleSim
import Testing

/// From the pods' values to decisions, and properties that hold whatever comes.
@Suite struct KPAReplayTests {
    /// Lines two seconds apart whose pods carry `load` together.
    private static func run(
        _ spec: KPASpec, ticks: Int, interval: Double = 2, pods: (Int) -> Int, load: (Int) -> Double
    ) -> [Decision] {
        var policy = KnativeKPA(spec: spec)
        return (0..<ticks).map { tick in
            let names = (0..<pods(tick)).map { "p\($0)" }
            let values = Dictionary(uniqueKeysWithValues: names.map { ($0, load(tick) / Double(names.count)) })
            return policy.decide(
                Observation(
                    time: Double(tick) * interval, currentReplicas: names.count,
                    pods: names.map { PodObservation(name: $0) }, podMetrics: ["concurrency": values]))
        }
    }

    @Test("a line stands for every second since the one before, up to two ticks", arguments: [1.0, 2, 3])
    func coveredSeconds(interval: Double) {
        let decisions = Self.run(KPASpec(), ticks: 60, interval: interval, pods: { _ in 4 }, load: { _ in 280 })
        #expect(decisions.allSatisfy { $0.desired == 4 })
        // 4 pods of 100, less the 211 of the burst and the load.
        #expect(decisions.allSatisfy { $0.excessBurstCapacity == -91 })
    }

    @Test("after a longer gap it stands for its own second, and the others are empty")
    func gap() {
        var policy = KnativeKPA(spec: KPASpec())
        func decide(_ time: Double) -> Decision {
            policy.decide(
                Observation(time: time, currentReplicas: 1, podMetrics: ["concurrency": ["all": 120]]))
        }
        #expect(decide(0).excessBurstCapacity == 100 - 211 - 120)
        // Seconds 0 and 4 of 5.
        #expect(decide(4).excessBurstCapacity == 100 - 211 - 48)
        // Alone in its panic window of six.
        #expect(decide(10).excessBurstCapacity == 100 - 211 - 120)
    }

    @Test("a line without values leaves its seconds out, and after the window there is no data")
    func silence() {
        var spec = KPASpec()
        spec.targetBurstCapacity = 1
        var policy = KnativeKPA(spec: spec)
        var current = 1
        for tick in 0...40 {
            var observation = Observation(time: Double(tick * 2), currentReplicas: current)
            if tick == 0 { observation.podMetrics = ["concurrency": ["p": 70]] }
            let decision = policy.decide(observation)
            // The window's end still counts, as idle.
            #expect(decision.reason.contains("no data") == (tick > 30), "\(tick)")
            #expect(decision.desired == 1)
            current = decision.desired
        }
    }

    @Test("where everything goes through the activator no data is no load")
    func unlimitedBurst() {
        var spec = KPASpec()
        spec.targetBurstCapacity = -1
        let decisions = Self.run(spec, ticks: 40, pods: { $0 < 32 ? 1 : 0 }, load: { _ in 0 })
        #expect(decisions.map(\.desired) == Array(repeating: 1, count: 31) + Array(repeating: 0, count: 9))
        var policy = KnativeKPA(spec: spec)
        let silent = policy.decide(Observation(time: 0, currentReplicas: 1))
        #expect(silent.reason.hasPrefix("concurrency 0.0"))
        #expect(silent.excessBurstCapacity == -1)
    }

    @Test(
        "enough pods must answer, and stand for the others",
        arguments: [
            (3, 3, 30.0), (3, 2, nil), (4, 3, nil), (5, 4, 50), (10, 7, 100), (10, 6, nil), (100, 14, 1000),
            (100, 13, nil), (1000, 16, 10_000), (1000, 15, nil),
        ] as [(Int, Int, Double?)])
    func sampling(ready: Int, answering: Int, sum: Double?) {
        var spec = KPASpec()
        spec.targetBurstCapacity = 1
        var policy = KnativeKPA(spec: spec)
        let values = Dictionary(uniqueKeysWithValues: (0..<answering).map { ("p\($0)", 10.0) })
        let decision = policy.decide(
            Observation(
                time: 0, currentReplicas: ready, pods: (0..<ready).map { PodObservation(name: "p\($0)") },
                podMetrics: ["concurrency": values]))
        if let sum {
            #expect(decision.excessBurstCapacity == ready * 100 - 1 - Int(sum))
        } else {
            #expect(decision.reason.contains("no data"))
        }
    }

    @Test("pods that are not ready are not asked; what is not from a pod is added")
    func otherValues() {
        var spec = KPASpec()
        spec.targetBurstCapacity = 1
        var policy = KnativeKPA(spec: spec)
        let decision = policy.decide(
            Observation(
                time: 0, currentReplicas: 3,
                pods: [
                    PodObservation(name: "a"), PodObservation(name: "b", ready: false),
                    PodObservation(name: "c", deleted: true),
                ], podMetrics: ["concurrency": ["a": 5, "b": 1000, "c": 1000, "activator": 7, "other": 20]]))
        #expect(decision.excessBurstCapacity == 100 - 1 - 32)
    }

    @Test("from zero, through traffic, to zero again")
    func wholeLife() {
        var spec = KPASpec()
        spec.targetBurstCapacity = 0
        var policy = KnativeKPA(spec: spec)
        var current = 0
        var changes: [String] = []
        for second in stride(from: 0.0, through: 240, by: 2) {
            var values: [String: Double] = [:]
            // 150 requests at once from 10 to 60, which wait at the activator as long as there is no pod.
            let load = second >= 10 && second < 60 ? 150.0 : 0
            if current == 0 {
                values = ["activator": load]
            } else {
                for pod in 0..<current { values["p\(pod)"] = load / Double(current) }
            }
            let decision = policy.decide(
                Observation(
                    time: second, currentReplicas: current, pods: (0..<current).map { PodObservation(name: "p\($0)") },
                    podMetrics: ["concurrency": values]))
            if decision.desired != current { changes.append("\(Int(second)): \(decision.desired)") }
            current = decision.desired
        }
        // At 10 a sixth of the load is in the panic window of 6 s for each second of it: two seconds are 50, four are
        // 100, twice what the one pod is for, and six are all of it. Panic lasts from 12 to 72. By 74 there are 44
        // seconds of load in the stable window, 110, and by 90 there are 28, just 70. Nothing is in it from 118 on; the
        // activator comes into the path then, and 30 s later there are no pods.
        #expect(changes == ["10: 1", "12: 2", "14: 3", "74: 2", "90: 1", "148: 0"])
    }

    // MARK: Properties

    @Test("whatever comes, the scale is within its bounds and the rates", arguments: 1...30)
    func bounds(seed: UInt64) {
        var random = KPARandom(state: seed)
        var spec = KPASpec()
        spec.minScale = Int.random(in: 1...4, using: &random)
        spec.maxScale = Int.random(in: 5...60, using: &random)
        spec.maxScaleUpRate = Double.random(in: 1.1...5, using: &random)
        spec.maxScaleDownRate = Double.random(in: 1.1...5, using: &random)
        spec.isWeighted = Bool.random(using: &random)
        spec.stableWindow = SimTime(seconds: Double(Int.random(in: 6...90, using: &random)))
        spec.setPanicWindow(percentage: 20)
        var policy = KnativeKPA(spec: spec)
        var current = spec.minScale
        var panicked = false
        for tick in 0..<400 {
            let load = Double(Int.random(in: 0...10, using: &random) * Int.random(in: 0...600, using: &random))
            let decision = policy.decide(
                Observation(
                    time: Double(tick * 2), currentReplicas: current, podMetrics: ["concurrency": ["all": load]]))
            #expect(spec.minScale...spec.maxScale ~= decision.desired)
            let most = (spec.maxScaleUpRate * Double(current)).rounded(.up)
            #expect(Double(decision.desired) <= max(most, Double(spec.minScale)))
            let least = (Double(current) / spec.maxScaleDownRate).rounded(.down)
            #expect(Double(decision.desired) >= min(least, Double(spec.maxScale)))
            if panicked && decision.panicking == true { #expect(decision.desired >= current) }
            panicked = decision.panicking == true
            current = decision.desired
        }
    }

    @Test("a constant load comes to rest at what it needs", arguments: [1.0, 69, 70, 71, 700, 12_345])
    func fixedPoint(load: Double) {
        for isWeighted in [false, true] {
            var spec = KPASpec()
            spec.isWeighted = isWeighted
            var policy = KnativeKPA(spec: spec)
            var current = 1
            var last: [Int] = []
            for tick in 0..<300 {
                current =
                    policy.decide(
                        Observation(
                            time: Double(tick * 2), currentReplicas: current, podMetrics: ["concurrency": ["all": load]]
                        )
                    ).desired
                if tick >= 250 { last.append(current) }
            }
            #expect(Set(last) == [Int((load / 70).rounded(.up))])
        }
    }

    @Test("a load that stays within one pod's share never moves the scale", arguments: 1...10)
    func noFlapping(seed: UInt64) {
        var random = KPARandom(state: seed)
        var policy = KnativeKPA(spec: KPASpec())
        for tick in 0..<300 {
            let load = Double(Int.random(in: 211...280, using: &random))
            let decision = policy.decide(
                Observation(time: Double(tick * 2), currentReplicas: 4, podMetrics: ["concurrency": ["all": load]]))
            #expect(decision.desired == 4)
        }
    }

    @Test("the same lines give the same decisions")
    func determinism() {
        func decisions() -> [Decision] {
            Self.run(KPASpec(), ticks: 100, pods: { 1 + $0 % 9 }, load: { Double($0 * 37 % 500) / 7 })
        }
        #expect(decisions() == decisions())
    }
}
