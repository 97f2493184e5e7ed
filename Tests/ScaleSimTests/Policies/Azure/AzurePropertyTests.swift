import ScaleSim
import Testing

/// Over random loads, the size following each decision at once.
@Suite struct AzurePropertyTests {
    static func spec(_ random: inout TestGenerator) -> AzureAutoscaleSpec {
        func rule(
            _ comparison: AzureAutoscaleSpec.Trigger.Comparison, _ threshold: Double,
            _ direction: AzureAutoscaleSpec.Direction
        ) -> AzureAutoscaleSpec.Rule {
            AzureAutoscaleSpec.Rule(
                trigger: .init(
                    metricName: "Percentage CPU", timeWindowSeconds: 60, comparison: comparison, threshold: threshold),
                direction: direction, change: .count(Int.random(in: 1...9, using: &random)),
                cooldownSeconds: 60 * Int.random(in: 1...10, using: &random))
        }
        let high = Double.random(in: 40...80, using: &random)
        let low = Double.random(in: 5...high, using: &random)
        return AzureAutoscaleSpec(profiles: [
            .init(
                minimum: 2, maximum: 30, fallback: 4,
                rules: [rule(.greaterThan, high, .increase), rule(.lessThan, low, .decrease)])
        ])
    }

    @Test(
        "never outside the bounds, never before the cooldown is over, and in never so that it is out again",
        arguments: 1...30)
    func limits(seed: UInt64) throws {
        var random = TestGenerator(state: seed)
        let spec = Self.spec(&random)
        let rules = try #require(spec.profiles.first?.rules)
        var policy = AzureAutoscale(spec: spec)
        var (size, rest, load) = (5, -1.0, 0.0)
        for step in 0..<300 {
            let time = Double(step) * 60
            if step % 7 == 0 { load = Double.random(in: 0...20, using: &random) }
            let each = (min(100, load * 100 / Double(size)) * 10).rounded() / 10
            let desired = policy.decide(PolicyStep(time, size, cpu: each, to: 0).observation).desired
            #expect(2...30 ~= desired)
            if desired != size {
                #expect(time >= rest)
                rest = time + Double(rules[desired > size ? 0 : 1].cooldownSeconds)
            }
            if desired < size {
                #expect(each * Double(size) / Double(desired) <= rules[0].trigger.threshold + 1e-6)
            }
            size = desired
        }
    }

    @Test("a constant load reaches a size and stays there", arguments: 1...30)
    func fixedPoint(seed: UInt64) {
        var random = TestGenerator(state: seed)
        var policy = AzureAutoscale(spec: Self.spec(&random))
        let load = Double.random(in: 0...20, using: &random)
        var size = Int.random(in: 2...30, using: &random)
        var settled: Int?
        for step in 0..<600 {
            let each = (min(100, load * 100 / Double(size)) * 10).rounded() / 10
            size = policy.decide(PolicyStep(Double(step) * 60, size, cpu: each, to: 0).observation).desired
            if step == 400 { settled = size }
            if let settled { #expect(size == settled) }
        }
    }
}
