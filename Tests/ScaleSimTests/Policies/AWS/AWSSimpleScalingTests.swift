import ScaleSim
import Testing

@Suite struct AWSSimpleScalingTests {
    typealias Step = AWSRow.Step

    static let rows = [
        AWSRow(
            page: .cooldowns,
            sentence:
                "If CPU utilization breaches … again, the … group scales out again, and the cooldown period takes effect again.",
            files: [AWSFiles.group(), AWSFiles.simple("out", 2), AWSFiles.alarm("out", "GreaterThan", 50)], start: 2,
            steps: Step.minutes(0...4, cpu: 90, expected: 4) + Step.minutes(5...9, cpu: 90, expected: 6)
                + [Step(600, cpu: 90, expected: 8)]),
        AWSRow(
            page: .cooldowns,
            sentence:
                "if two instances were enough to bring the metric value back down, the group remains at its current size",
            files: [AWSFiles.group(), AWSFiles.simple("out", 2), AWSFiles.alarm("out", "GreaterThan", 50)], start: 2,
            steps: [Step(0, cpu: 90, expected: 4)] + Step.minutes(1...10, cpu: 45, expected: 4)),
        AWSRow(
            page: .cooldowns,
            sentence: "When a cooldown period is specified for a policy, it overrides the default cooldown.",
            files: [
                AWSFiles.group(), AWSFiles.simple("in", -1, #","Cooldown":180"#), AWSFiles.alarm("in", "LessThan", 50),
            ], start: 9,
            steps: Step.minutes(0...2, cpu: 10, expected: 8) + Step.minutes(3...5, cpu: 10, expected: 7)
                + [Step(360, cpu: 10, expected: 6)]),
        AWSRow(
            page: .cooldowns,
            sentence:
                "By default, all simple scaling policies use the default cooldown period that is defined for the … group.",
            files: [
                AWSFiles.group(#","DefaultCooldown":60"#), AWSFiles.simple("in", -1),
                AWSFiles.alarm("in", "LessThan", 50),
            ], start: 9, steps: [Step(0, cpu: 10, expected: 8), Step(60, cpu: 10, expected: 7)]),
        AWSRow(
            page: .cooldowns,
            sentence: "the cooldown period … takes effect starting when the last instance finishes launching",
            files: [
                AWSFiles.group(), AWSFiles.simple("out", 1, #","Cooldown":120"#),
                AWSFiles.alarm("out", "GreaterThan", 50),
            ], start: 2, boot: 90,
            // In service at 90 s, so until 210 s.
            steps: Step.minutes(0...3, cpu: 90, expected: 3) + [Step(240, cpu: 90, expected: 4)]),
        AWSRow(
            page: .cooldowns,
            sentence:
                "Target tracking and step scaling policies can initiate a scale-out … without waiting for the cooldown period",
            files: [
                AWSFiles.group(), AWSFiles.simple("simple", 1), AWSFiles.alarm("simple", "GreaterThan", 50),
                AWSFiles.step("step", [("0", "", 5)]), AWSFiles.alarm("step", "GreaterThan", 80),
                // The instance that is warming up is not current capacity yet.
            ], start: 2, steps: [Step(0, cpu: 60, expected: 3), Step(60, cpu: 90, expected: 7)]),
        AWSRow(
            page: .step,
            sentence: "increases the capacity of the group by 30 percent when the associated CloudWatch alarm breaches",
            files: [
                AWSFiles.group(), AWSFiles.simple("out", 30, kind: "PercentChangeInCapacity"),
                AWSFiles.alarm("out", "GreaterThanOrEqualTo", 60, periods: 2, period: 120),
            ], start: 10, steps: Step.minutes(1...3, cpu: 60, expected: 10) + [Step(240, cpu: 60, expected: 13)]),
    ]

    @Test("simple scaling", arguments: rows)
    func simpleScaling(_ row: AWSRow) throws { try row.check(warmup: 0) }
}
