import ScaleSim
import Testing

@Suite struct AWSTargetTrackingTests {
    typealias Step = AWSRow.Step

    static let rows = [
        AWSRow(
            page: .targetTracking,
            sentence: "Because it is not possible to add 1.5 instances, we round up and add two instances.",
            // 3 instances at 75 % are 4.5 at 50 %.
            files: [AWSFiles.group(), AWSFiles.tracking()], start: 3,
            steps: Step.minutes(0...1, cpu: 75, expected: 3) + [Step(120, cpu: 75, expected: 5)]),
        AWSRow(
            page: .targetTracking,
            sentence:
                "if we determine that removing 1.5 instances increases your CPU utilization …, we remove just one",
            // 10 instances at 42.5 % are 8.5 at 50 %. A sentence of the page of 2023.
            files: [AWSFiles.group(), AWSFiles.tracking(metric: "load")], start: 10,
            steps: Step.minutes(0...13, ["load": 42.5], expected: 10)
                + [Step(840, ["load": 42.5], expected: 9)]),
        AWSRow(
            page: .targetTracking,
            sentence: "if we determine that removing 0.5 instances increases …, we will choose not to scale-in",
            // 2 instances at 38 % are 1.52.
            files: [AWSFiles.group(), AWSFiles.tracking()], start: 2,
            steps: Step.minutes(0...20, cpu: 38, expected: 2)),
        AWSRow(
            page: .targetTracking,
            sentence: "it should scale out … when the specified metric is above the target value",
            files: [AWSFiles.group(), AWSFiles.tracking()], start: 4,
            steps: Step.minutes(0...10, cpu: 50, expected: 4)),
        AWSRow(
            page: .overview,
            sentence: "removing capacity only when utilization passes a threshold … (usually more than 10% lower)",
            files: [AWSFiles.group(), AWSFiles.tracking()], start: 20,
            // 45 % is exactly 10 % lower; 44 % is more.
            steps: Step.minutes(0...29, cpu: 45, expected: 20) + Step.minutes(30...43, cpu: 44, expected: 20)
                + [Step(44 * 60, cpu: 44, expected: 18)]),
        AWSRow(
            page: .overview,
            sentence: "adding capacity proportional to the metric value …. The higher the metric, the more",
            files: [AWSFiles.group(), AWSFiles.tracking(target: 20)], start: 2,
            steps: Step.minutes(0...1, cpu: 90, expected: 2) + [Step(120, cpu: 90, expected: 9)]),
        AWSRow(
            page: .dynamic, sentence: "ensures that the new capacity never goes outside of the … maximum size limits",
            files: [AWSFiles.group(max: 6), AWSFiles.tracking()], start: 4,
            steps: Step.minutes(0...1, cpu: 100, expected: 4) + [Step(120, cpu: 100, expected: 6)]),
        AWSRow(
            page: .dynamic, sentence: "ensures that the new capacity never goes outside of the minimum … size limits",
            files: [AWSFiles.group(min: 3), AWSFiles.tracking()], start: 8,
            steps: Step.minutes(0...13, cpu: 5, expected: 8) + [Step(840, cpu: 5, expected: 3)]),
        AWSRow(
            page: .targetTracking,
            sentence: "can scale in to 0 when there is no traffic …, the group's minimum capacity must be set to 0",
            files: [AWSFiles.group(min: 0), AWSFiles.tracking(target: 1000, metric: "ALBRequestCountPerTarget")],
            start: 2,
            steps: Step.minutes(0...13, ["ALBRequestCountPerTarget": 0], expected: 2)
                + [Step(840, ["ALBRequestCountPerTarget": 0], expected: 0)]),
        AWSRow(
            page: .targetTracking,
            sentence: "You can temporarily disable the scale-in portion of a target tracking policy.",
            files: [AWSFiles.group(), AWSFiles.tracking("cpu", #","DisableScaleIn":true"#)], start: 8,
            steps: Step.minutes(0...30, cpu: 5, expected: 8)),
        AWSRow(
            page: .targetTracking,
            sentence: "If the metric is missing data points … cannot scale your group until new data points are found",
            files: [AWSFiles.group(), AWSFiles.tracking()], start: 2,
            steps: [Step(0, cpu: 90, expected: 2), Step(60, cpu: 90, expected: 2), Step(120, expected: 2)]
                + Step.minutes(3...9, expected: 2) + [Step(600, cpu: 90, expected: 2), Step(660, cpu: 90, expected: 2)]
                + [Step(720, cpu: 90, expected: 4)]),
        AWSRow(
            page: .disable,
            sentence:
                "When a scaling policy is disabled, the … group does not scale … for the metric alarms that are breached",
            files: [
                AWSFiles.group(),
                AWSFiles.tracking().replacing(#""PolicyName""#, with: #""Enabled":false,"PolicyName""#),
            ], start: 2, steps: Step.minutes(0...20, cpu: 95, expected: 2)),
    ]

    @Test("target tracking", arguments: rows)
    func targetTracking(_ row: AWSRow) throws { try row.check() }

    static let warmups = [
        AWSRow(
            page: .warmup,
            sentence:
                "considers instances that are warming up as part of the capacity … when deciding how many instances to add",
            // 2 at 100 % are 4 at 50 %; still breached, no more is added until the two have warmed up; then 4 at 60 %.
            files: [AWSFiles.group(), AWSFiles.tracking(warmup: 300)], start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + Step.minutes(2...6, cpu: 100, fresh: 90, expected: 4)
                + [Step(420, cpu: 60, expected: 5)]),
        AWSRow(
            page: .targetTracking,
            sentence: "the instances that are still warming up are counted as part of the desired capacity",
            // The load rises meanwhile: 2 at 150 % of a CPU are 6 at 50 %, of which 4 are there.
            files: [AWSFiles.group(), AWSFiles.tracking(warmup: 300)], start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + [Step(120, cpu: 100, expected: 4)]
                + [Step(180, cpu: 150, fresh: 1, expected: 6)]),
        AWSRow(
            page: .targetTracking,
            sentence:
                "Until its specified warmup time has expired, an instance is not counted toward the aggregated … metrics",
            // With the new ones the mean would be 68 %.
            files: [AWSFiles.group(), AWSFiles.tracking(warmup: 300)], start: 2,
            steps: Step.minutes(0...1, cpu: 75, expected: 2) + Step.minutes(2...6, cpu: 75, fresh: 50, expected: 3)
                + Step.minutes(7...12, cpu: 50, expected: 3)),
        AWSRow(
            page: .targetTracking,
            sentence: "all scale in activities … are blocked until the instances finish warming up",
            // Low since minute 3: ready at minute 17, but the launch of minute 2 warms up for 20.
            files: [AWSFiles.group(), AWSFiles.tracking(warmup: 1200)], start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + [Step(120, cpu: 100, expected: 4)]
                + Step.minutes(3...21, cpu: 10, expected: 4) + [Step(22 * 60, cpu: 10, expected: 1)]),
        AWSRow(
            page: .settings,
            sentence: "When a warm-up period is specified here, it overrides the default instance warmup.",
            files: [AWSFiles.group(#","DefaultInstanceWarmup":60"#), AWSFiles.tracking(warmup: 300)], start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + Step.minutes(2...6, cpu: 100, expected: 4)
                + [Step(420, cpu: 100, expected: 8)]),
        AWSRow(
            page: .settings, sentence: "defaults to the value for the default instance warmup defined for the group",
            files: [AWSFiles.group(#","DefaultInstanceWarmup":120"#), AWSFiles.tracking()], start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + Step.minutes(2...3, cpu: 100, expected: 4)
                + [Step(240, cpu: 100, expected: 8)]),
        AWSRow(
            page: .settings,
            sentence: "If default instance warmup is null, then it falls back to the value of default cooldown.",
            files: [AWSFiles.group(#","DefaultCooldown":180,"DefaultInstanceWarmup":-1"#), AWSFiles.tracking()],
            start: 2,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + Step.minutes(2...4, cpu: 100, expected: 4)
                + [Step(300, cpu: 100, expected: 8)]),
        AWSRow(
            page: .settings, sentence: "The amount of time … after it enters the InService state",
            // 100 s of boot, then 120 s.
            files: [AWSFiles.group(#","DefaultInstanceWarmup":120"#), AWSFiles.tracking()], start: 2, boot: 100,
            steps: Step.minutes(0...1, cpu: 100, expected: 2) + Step.minutes(2...5, cpu: 100, expected: 4)
                + [Step(360, cpu: 100, expected: 8)]),
        AWSRow(
            page: .targetTracking,
            sentence:
                "any instances currently in the process of terminating will be counted towards the current capacity",
            // 10 at 25 % should be 5; while the 5 drain, 10 still serve, and 5 is still right.
            files: [AWSFiles.group(#","DefaultInstanceWarmup":0"#), AWSFiles.tracking()], start: 10, draining: 240,
            steps: Step.minutes(0...13, cpu: 25, expected: 10) + Step.minutes(14...17, cpu: 25, expected: 5)
                + [Step(18 * 60, cpu: 25, expected: 3)]),
    ]

    @Test("warm-up", arguments: warmups)
    func warmup(_ row: AWSRow) throws {
        let own = row.files.joined().contains("1200") ? 1200.0 : 300
        try row.check(warmup: own)
    }

    @Test("instances that are not listed warm up as launched")
    func unlisted() throws {
        var policy = try AWSRow.policy([AWSFiles.group(), AWSFiles.tracking(metric: "load", warmup: 180)])
        var current = 2
        var found: [Int] = []
        for minute in 0...6 {
            current =
                policy.decide(
                    Observation(time: Double(minute) * 60, currentReplicas: current, externalMetrics: ["load": 100])
                ).desired
            found.append(current)
        }
        #expect(found == [2, 2, 4, 4, 4, 8, 8])
    }

    static let several = [
        AWSRow(
            page: .targetTracking,
            sentence:
                "It will scale out the Auto Scaling group if any of the target tracking policies are ready to scale out.",
            files: [AWSFiles.group(), AWSFiles.tracking(), AWSFiles.tracking("load", target: 10, metric: "load")],
            start: 4,
            steps: Step.minutes(0...1, cpu: 10, ["load": 15], expected: 4) + [
                Step(120, cpu: 10, ["load": 15], expected: 6)
            ]),
        AWSRow(
            page: .targetTracking,
            sentence: "It will scale in only if all of the target tracking policies … are ready to scale in.",
            files: [AWSFiles.group(), AWSFiles.tracking(), AWSFiles.tracking("load", target: 10, metric: "load")],
            start: 4,
            steps: Step.minutes(0...20, cpu: 10, ["load": 9.5], expected: 4)
                + Step.minutes(21...34, cpu: 10, ["load": 5], expected: 4) + [
                    Step(35 * 60, cpu: 10, ["load": 5], expected: 2)
                ]),
        AWSRow(
            page: .targetTracking, sentence: "(with the scale in portion enabled)",
            files: [
                AWSFiles.group(), AWSFiles.tracking(),
                AWSFiles.tracking("load", target: 10, metric: "load", #","DisableScaleIn":true"#),
            ], start: 4,
            steps: Step.minutes(0...13, cpu: 10, ["load": 9.5], expected: 4)
                + [Step(840, cpu: 10, ["load": 9.5], expected: 1)]),
        AWSRow(
            page: .dynamic,
            sentence: "chooses the policy that provides the largest capacity for both scale out and scale in",
            files: [AWSFiles.group(), AWSFiles.tracking(), AWSFiles.tracking("load", target: 10, metric: "load")],
            start: 2,
            steps: Step.minutes(0...1, cpu: 100, ["load": 30], expected: 2)
                + [Step(120, cpu: 100, ["load": 30], expected: 6)]),
    ]

    @Test("several policies", arguments: several)
    func severalPolicies(_ row: AWSRow) throws { try row.check() }

    @Test("alarms of describe-alarms say more than what is usually made")
    func describedAlarms() throws {
        let policy = AWSFiles.tracking().replacing(
            #""PolicyName""#, with: #""Alarms":[{"AlarmName":"High","AlarmARN":"a"},{"AlarmName":"Low"}],"PolicyName""#)
        let alarms = #"""
            {"MetricAlarms":[
            {"AlarmName":"High","MetricName":"CPUUtilization","EvaluationPeriods":2,"Threshold":50,"Period":60,
             "ComparisonOperator":"GreaterThanThreshold","StateValue":"OK"},
            {"AlarmName":"Low","MetricName":"CPUUtilization","EvaluationPeriods":4,"Threshold":35,"Period":60,
             "ComparisonOperator":"LessThanThreshold"},
            {"AlarmName":"Other","Metrics":[]}]}
            """#
        let files = [AWSFiles.group(), policy, alarms]
        try AWSRow(
            page: .targetTracking, sentence: "High", files: files, start: 2,
            steps: [.init(0, cpu: 100, expected: 2), .init(60, cpu: 100, expected: 4)]
        ).check()
        try AWSRow(
            page: .targetTracking, sentence: "Low", files: files, start: 10,
            steps: Step.minutes(0...9, cpu: 36, expected: 10) + Step.minutes(10...12, cpu: 34, expected: 10)
                + [.init(780, cpu: 34, expected: 7)]
        ).check()
    }
}
