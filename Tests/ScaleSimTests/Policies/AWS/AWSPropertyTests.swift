import ScaleSim
import Testing

/// Over random loads and groups.
@Suite struct AWSPropertyTests {
    /// A small generator of our own, so that every run draws the same.
    private struct Draws: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func files(_ draws: inout Draws) -> (files: [String], min: Int, max: Int) {
        let least = Int.random(in: 0...4, using: &draws)
        let most = least + Int.random(in: 1...20, using: &draws)
        let files = [
            AWSFiles.group(min: least, max: most), AWSFiles.tracking("load", metric: "load", warmup: 120),
            AWSFiles.step("out", kind: "PercentChangeInCapacity", [("0", "20", 10), ("20", "", 40)], warmup: 60),
            AWSFiles.step("in", [("", "0", -1)], warmup: 60), AWSFiles.simple("simple", 2),
            AWSFiles.alarm("out", "GreaterThan", 60, metric: "load"),
            AWSFiles.alarm("in", "LessThan", 30, metric: "load"),
            AWSFiles.alarm("simple", "GreaterThan", 90, metric: "load", periods: 2),
            AWSScheduleTests.action("a", #""Recurrence":"*/7 * * * *","DesiredCapacity":8"#),
        ]
        return (files, least, most)
    }

    @Test("the desired capacity is within the limits", arguments: 1...40 as ClosedRange<UInt64>)
    func limits(seed: UInt64) throws {
        var draws = Draws(state: seed)
        let (files, least, most) = Self.files(&draws)
        var policy = try AWSRow.policy(files)
        var current = Int.random(in: 0...30, using: &draws)
        for minute in 0..<120 {
            var observation = Observation(time: Double(minute) * 60, currentReplicas: current)
            if Int.random(in: 0...9, using: &draws) > 0 {
                observation.externalMetrics["load"] = Double.random(in: 0...150, using: &draws)
            }
            current = policy.decide(observation).desired
            #expect((least...most).contains(current))
        }
    }

    @Test(
        "a constant load reaches a size that stays, with the metric at the target or below",
        arguments: Array(stride(from: 1, through: 200, by: 9)))
    func fixedPoint(load: Int) throws {
        var policy = try AWSRow.policy([AWSFiles.group(), AWSFiles.tracking(metric: "load", warmup: 120)])
        var current = 1 + (load * 37) % 60
        var changes: [Int] = []
        for minute in 0..<240 {
            let perInstance = 10 * Double(load) / Double(max(current, 1))
            let desired = policy.decide(
                Observation(
                    time: Double(minute) * 60, currentReplicas: current, externalMetrics: ["load": perInstance])
            ).desired
            if desired != current { changes.append(minute) }
            current = desired
        }
        #expect(changes.allSatisfy { $0 < 120 }, "\(changes)")
        #expect(10 * Double(load) / Double(current) <= 50 || current == 100)
    }

    @Test("no change within a tenth below the target", arguments: [45.0, 46, 48, 49.999, 50])
    func noFlapping(value: Double) throws {
        var policy = try AWSRow.policy([AWSFiles.group(), AWSFiles.tracking(metric: "load", warmup: 0)])
        for minute in 0..<120 {
            let observation = Observation(
                time: Double(minute) * 60, currentReplicas: 30, externalMetrics: ["load": value])
            #expect(policy.decide(observation).desired == 30)
        }
    }

    @Test("the same observations give the same decisions, on a value that is copied too")
    func pure() throws {
        var draws = Draws(state: 7)
        var one = try AWSRow.policy(Self.files(&draws).files)
        var other = one
        var current = 3
        for minute in 0..<60 {
            let observation = Observation(
                time: Double(minute) * 60, currentReplicas: current,
                externalMetrics: ["load": Double.random(in: 0...150, using: &draws)])
            let decision = one.decide(observation)
            #expect(other.decide(observation) == decision)
            current = decision.desired
        }
    }
}
