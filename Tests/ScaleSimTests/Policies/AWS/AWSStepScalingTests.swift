import ScaleSim
import Testing

@Suite struct AWSStepScalingTests {
    typealias Step = AWSRow.Step

    /// The example under "Step adjustments for step scaling": 10, 20 and beyond from a threshold of 50.
    static func example(_ more: String = "") -> [String] {
        [
            AWSFiles.group(more),
            AWSFiles.step(
                "out", kind: "PercentChangeInCapacity", [("0", "10", 0), ("10", "20", 10), ("20", "", 30)], warmup: 120),
            AWSFiles.step(
                "in", kind: "PercentChangeInCapacity", [("-10", "0", 0), ("-20", "-10", -10), ("", "-20", -30)],
                warmup: 120),
            AWSFiles.alarm("out", "GreaterThanOrEqualTo", 50), AWSFiles.alarm("in", "LessThanOrEqualTo", 50),
        ]
    }

    static let rows = [
        AWSRow(
            page: .step,
            sentence:
                "The desired and current capacity is maintained while the … value is greater than 40 and less than 60.",
            files: example(), start: 10, steps: [Step(0, cpu: 41, expected: 10), Step(60, cpu: 59, expected: 10)]),
        AWSRow(
            page: .step,
            sentence:
                "If the metric value gets to 60, the desired capacity … increases by 1 instance, to 11 …. rises to 70 …, to 14",
            files: example(), start: 10,
            steps: [
                Step(0, cpu: 60, expected: 11), Step(60, cpu: 55, expected: 11), Step(120, cpu: 70, expected: 14),
            ]),
        AWSRow(
            page: .step,
            sentence:
                "If the metric value gets to 40, … decreases by 1 instance, to 13 …. falls to 30 …, to 10 instances",
            files: example(), start: 14, steps: [Step(0, cpu: 40, expected: 13), Step(60, cpu: 30, expected: 10)]),
        AWSRow(
            page: .step,
            sentence: "above the breach threshold, the lower bound is inclusive and the upper bound is exclusive",
            files: [
                AWSFiles.group(), AWSFiles.step("out", [("0", "10", 1), ("10", "", 5)]),
                AWSFiles.alarm("out", "GreaterThan", 50, metric: "load"),
            ], start: 2, steps: [Step(0, ["load": 59.999], expected: 3)]),
        AWSRow(
            page: .step, sentence: "above the breach threshold, … inclusive: at the bound",
            files: [
                AWSFiles.group(), AWSFiles.step("out", [("0", "10", 1), ("10", "", 5)]),
                AWSFiles.alarm("out", "GreaterThan", 50, metric: "load"),
            ], start: 2, steps: [Step(0, ["load": 60], expected: 7)]),
        AWSRow(
            page: .step,
            sentence: "below the breach threshold, the lower bound is exclusive and the upper bound is inclusive",
            files: [
                AWSFiles.group(), AWSFiles.step("in", [("-10", "0", -1), ("", "-10", -5)]),
                AWSFiles.alarm("in", "LessThan", 50, metric: "load"),
            ], start: 20,
            steps: [Step(0, ["load": 49.999], expected: 19), Step(60, ["load": 40], expected: 14)]),
        AWSRow(
            page: .step,
            sentence: "the metric gets to 62 while the new instance is still warming up … does not increase … further",
            files: example(), start: 10,
            steps: [Step(0, cpu: 60, expected: 11), Step(60, cpu: 62, fresh: 1, expected: 11)]),
        AWSRow(
            page: .step,
            sentence:
                "gets to 70 while the new instance is still warming up, … we add only 2 instances, for … 13 instances",
            files: example(), start: 10,
            steps: [Step(0, cpu: 60, expected: 11), Step(60, cpu: 70, fresh: 1, expected: 13)]),
        AWSRow(
            page: .step,
            sentence:
                "all scale-in activities initiated by scaling policies are blocked until the instances finish warming up",
            files: example(), start: 10,
            steps: [
                Step(0, cpu: 60, expected: 11), Step(60, cpu: 30, expected: 11), Step(120, cpu: 30, expected: 8),
            ]),
        AWSRow(
            page: .step,
            sentence:
                "while an instance is already terminating, if an alarm is in breach in … the same step …, no scaling action is taken",
            files: [
                AWSFiles.group(), AWSFiles.step("in", [("", "0", -1)]), AWSFiles.alarm("in", "LessThan", 50),
            ], start: 10, draining: 100,
            steps: [
                Step(0, cpu: 30, expected: 9), Step(60, cpu: 30, expected: 9), Step(120, cpu: 30, expected: 8),
            ]),
        AWSRow(
            page: .step,
            sentence: "The adjustments can continue for additional alarm breaches until the alarm state returns to OK.",
            files: [
                AWSFiles.group(), AWSFiles.step("in", [("", "0", -2)]), AWSFiles.alarm("in", "LessThan", 50),
            ], start: 10,
            steps: [
                Step(0, cpu: 30, expected: 8), Step(60, cpu: 30, expected: 6), Step(120, cpu: 50, expected: 6),
            ]),
        AWSRow(
            page: .alarms,
            sentence:
                "if the Period is 5 minutes … at the end of minute 5 the alarm evaluates based on data from minutes 1 to 5",
            // Means of five minutes: 48 at the end of minute 5, 52 of minutes 2 to 6.
            files: [
                AWSFiles.group(), AWSFiles.step("out", [("0", "", 1)]),
                AWSFiles.alarm("out", "GreaterThan", 50, period: 300),
            ], start: 2,
            steps: Step.minutes(1...4, cpu: 40, expected: 2) + [Step(300, cpu: 80, expected: 2)]
                + [Step(360, cpu: 60, expected: 3)]),
        AWSRow(
            page: .alarms,
            sentence:
                "when all existing data points in the most recent three consecutive periods are above the threshold",
            files: [
                AWSFiles.group(), AWSFiles.step("out", [("0", "", 1)]),
                AWSFiles.alarm("out", "GreaterThan", 3, metric: "units", periods: 3),
            ], start: 2,
            steps: [
                Step(60, ["units": 4], expected: 2), Step(120, ["units": 2], expected: 2),
                Step(180, ["units": 4], expected: 2), Step(240, ["units": 5], expected: 2),
                Step(300, ["units": 4], expected: 3),
            ]),
        AWSRow(
            page: .alarms, sentence: "The breaching data points don't have to be consecutive",
            files: [
                AWSFiles.group(), AWSFiles.step("out", [("0", "", 1)]),
                AWSFiles.alarm("out", "GreaterThan", 3, metric: "units", periods: 3, #","DatapointsToAlarm":2"#),
            ], start: 2,
            steps: [
                Step(60, ["units": 4], expected: 2), Step(120, ["units": 2], expected: 2),
                Step(180, ["units": 4], expected: 3),
            ]),
        AWSRow(
            page: .dynamic,
            sentence:
                "a maximum capacity of 3, a current capacity of 2, and a … policy that adds 3 instances …, adds only 1",
            files: [
                AWSFiles.group(max: 3), AWSFiles.step("out", [("0", "", 3)]), AWSFiles.alarm("out", "GreaterThan", 50),
            ], start: 2, steps: [Step(0, cpu: 90, expected: 3)]),
        AWSRow(
            page: .dynamic,
            sentence:
                "a minimum capacity of 2, a current capacity of 3, and a … policy that removes 2 instances …, removes only 1",
            files: [
                AWSFiles.group(min: 2), AWSFiles.step("in", [("", "0", -2)]), AWSFiles.alarm("in", "LessThan", 50),
            ], start: 3, steps: [Step(0, cpu: 10, expected: 2)]),
        AWSRow(
            page: .dynamic,
            sentence:
                "one policy terminates three instances, another … by 25 percent, and the group has eight …. terminating two",
            files: [
                AWSFiles.group(), AWSFiles.step("three", [("", "0", -3)]),
                AWSFiles.step("quarter", kind: "PercentChangeInCapacity", [("", "0", -25)]),
                AWSFiles.alarm("three", "LessThan", 50), AWSFiles.alarm("quarter", "LessThan", 50),
            ], start: 8, steps: [Step(0, cpu: 10, expected: 6)]),
        AWSRow(
            page: .dynamic,
            sentence:
                "the policy for CPUUtilization launches one instance, while the policy for the SQS queue launches two …. launching two",
            files: [
                AWSFiles.group(), AWSFiles.step("cpu", [("0", "", 1)]), AWSFiles.step("queue", [("0", "", 2)]),
                AWSFiles.alarm("cpu", "GreaterThan", 90),
                AWSFiles.alarm("queue", "GreaterThan", 100, metric: "backlog"),
            ], start: 1, steps: [Step(0, cpu: 95, ["backlog": 200], expected: 3)]),
        AWSRow(
            page: .dynamic,
            sentence:
                "if the step scaling policy initiates a scale-in … before the target tracking policy is ready …, … will not be blocked",
            files: [
                AWSFiles.group(), AWSFiles.tracking(target: 60), AWSFiles.step("in", [("", "0", -1)]),
                AWSFiles.alarm("in", "LessThan", 59),
            ], start: 4, steps: [Step(0, cpu: 58, expected: 3)]),
    ]

    @Test("step scaling", arguments: rows)
    func stepScaling(_ row: AWSRow) throws { try row.check(warmup: 120) }

    struct Rounding: Sendable {
        var capacity: Int
        var percent: Int
        var least = 0
        var expected: Int
    }

    /// "Scaling adjustment types" of "Step and simple scaling policies": "12.7 is rounded to 12", ".67 is rounded to 1",
    /// "-.58 is rounded to -1", "-6.67 is rounded to -6"; "25 percent of 4 is 1 instance. However, because you specified
    /// a minimum increment of 2, there are 2 instances added"; "10 … 10 percent … a total of 11".
    @Test(
        "percentages are rounded towards zero, never to it",
        arguments: [
            Rounding(capacity: 127, percent: 10, expected: 139), Rounding(capacity: 67, percent: 1, expected: 68),
            Rounding(capacity: 58, percent: -1, expected: 57), Rounding(capacity: 667, percent: -1, expected: 661),
            Rounding(capacity: 4, percent: 25, least: 2, expected: 6),
            Rounding(capacity: 10, percent: 10, expected: 11),
            Rounding(capacity: 10, percent: 0, least: 2, expected: 10), Rounding(capacity: 0, percent: 50, expected: 0),
            Rounding(capacity: 0, percent: 50, least: 2, expected: 2),
            Rounding(capacity: 10, percent: 200, expected: 30),
            Rounding(capacity: 8, percent: -25, least: 3, expected: 5),
        ])
    func rounding(_ example: Rounding) {
        let adjustment = AWSPolicy.Adjustment(kind: .percentChangeInCapacity, leastChange: example.least)
        #expect(adjustment.apply(example.percent, to: example.capacity) == example.expected)
    }

    /// "If the current capacity of the group is 3 and the adjustment is 5, … for a total of 8"; "… we change the capacity
    /// to 5 capacity units".
    @Test("changes and exact capacities")
    func kinds() {
        #expect(AWSPolicy.Adjustment(kind: .changeInCapacity).apply(5, to: 3) == 8)
        #expect(AWSPolicy.Adjustment(kind: .exactCapacity).apply(5, to: 3) == 5)
    }

    @Test(
        "the aggregation type is applied to the values of the latest period",
        arguments: [("Average", 3), ("Maximum", 5)])
    func aggregation(type: String, expected: Int) throws {
        try AWSRow(
            page: .step, sentence: "applies the aggregation type to the most recent metric data points",
            files: [
                AWSFiles.group(),
                AWSFiles.step("out", [("0", "20", 1), ("20", "", 3)], #","MetricAggregationType":"\#(type)""#),
                AWSFiles.alarm("out", "GreaterThan", 50, period: 120),
            ], start: 2, steps: [Step(60, cpu: 50, expected: 2), Step(120, cpu: 80, expected: expected)]
        ).check()
    }
}
