import ScaleSim
import Testing

/// Over random loads, the size following each decision at once.
@Suite struct GCPPropertyTests {
    private struct Run {
        var policy: GCPAutoscaler
        var size: Int
        var random: TestGenerator
        /// CPUs that the work takes, however many instances there are.
        var load = 5.0
        var sizes: [(time: Double, size: Int)] = []

        init(_ spec: GCPAutoscalerSpec, seed: UInt64) {
            policy = GCPAutoscaler(spec: spec)
            random = TestGenerator(state: seed)
            size = Int.random(in: spec.minReplicas...spec.maxReplicas, using: &random)
        }

        mutating func step(_ time: Double) {
            sizes.append((time, size))
            let each = min(100, load * 100 / Double(max(1, size)))
            size = policy.decide(PolicyStep(time, size, cpu: each, to: 0).observation).desired
            sizes.append((time, size))
        }
    }

    @Test(
        "never outside the bounds, and never more removed within the window than the control allows", arguments: 1...20)
    func limits(seed: UInt64) {
        let control = GCPAutoscalerSpec.ScaleInControl(maxScaledInReplicas: .fixed(3), timeWindowSeconds: 900)
        var run = Run(
            GCPAutoscalerSpec(minReplicas: 2, maxReplicas: 40, stabilizationSeconds: 120, scaleInControl: control),
            seed: seed)
        var time = 0.0
        for _ in 0..<300 {
            run.load = Double.random(in: 0...30, using: &run.random)
            run.step(time)
            #expect(2...40 ~= run.size)
            time += Double.random(in: 15...180, using: &run.random)
        }
        for (index, later) in run.sizes.enumerated() {
            for earlier in run.sizes[..<index] where later.time - earlier.time < 900 {
                #expect(earlier.size - later.size <= 3, "from \(earlier) to \(later)")
            }
        }
    }

    @Test("a constant load reaches the size that serves it, and stays there", arguments: 1...20)
    func fixedPoint(seed: UInt64) {
        var run = Run(GCPAutoscalerSpec(minReplicas: 1, maxReplicas: 60), seed: seed)
        // Whole tenths of an instance at the target of 0.6, and never a whole number of them.
        run.load = Double(Int.random(in: 1...49, using: &run.random) * 10 + 5) * 0.06
        let needed = Int((run.load / 0.6).rounded(.up))
        for minute in 0..<40 {
            run.step(Double(minute) * 60)
            if minute >= 20 { #expect(run.size == needed, "minute \(minute)") }
        }
    }
}
