import ScaleSim
import Testing

@Suite struct AWSFileTests {
    @Test("one object may hold the outputs of several commands")
    func together() throws {
        let text = #"""
            {"AutoScalingGroups":[{"AutoScalingGroupName":"g","MinSize":1,"MaxSize":9,"DesiredCapacity":2,
              "DefaultCooldown":300,"AvailabilityZones":["a"],"HealthCheckType":"EC2","Instances":[],"Tags":[]}],
             "ScalingPolicies":[{"AutoScalingGroupName":"g","PolicyName":"p","PolicyARN":"arn:1","PolicyType":"StepScaling",
              "AdjustmentType":"ChangeInCapacity","StepAdjustments":[{"MetricIntervalLowerBound":0,"ScalingAdjustment":1}],
              "Alarms":[],"Enabled":true}],
             "MetricAlarms":[{"AlarmName":"a","AlarmActions":["arn:1"],"MetricName":"load","EvaluationPeriods":1,
              "Threshold":5,"ComparisonOperator":"GreaterThanThreshold","TreatMissingData":"breaching"}],
             "ScheduledUpdateGroupActions":[{"AutoScalingGroupName":"g","ScheduledActionName":"s","MaxSize":3,
              "StartTime":"2026-01-01T00:00:00+00:00","Time":"2026-01-01T00:00:00+00:00"}]}
            """#
        let group = try AWSGroup.parse(text, file: "aws.json")
        #expect(group.minSize == 1 && group.maxSize == 9 && group.desiredCapacity == 2 && group.policies.count == 1)
        guard case .step(let rule, let alarms) = try #require(group.policies.first).rule else {
            Issue.record("not a step policy")
            return
        }
        #expect(rule.steps == [.init(lower: 0, upper: nil, amount: 1)])
        #expect(alarms.map(\.missingData) == [.breaching] && alarms.map(\.threshold) == [5])
        #expect(group.actions.map(\.start) == [try AWSRow.seconds("2026-01-01T00:00:00Z")])
    }

    @Test("a target tracking configuration by itself, the CLI's config.json")
    func configuration() throws {
        let config =
            #"{"TargetValue":40.0,"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"}}"#
        let group = try AWSRow.group([AWSFiles.group(), config])
        guard case .targetTracking(let rule) = try #require(group.policies.first).rule else {
            Issue.record("not target tracking")
            return
        }
        #expect(rule.target == 40 && rule.high.threshold == 40 && rule.low?.threshold == 36)
    }

    @Test("the list that --query leaves of describe-policies")
    func list() throws {
        let policies =
            "[\(AWSFiles.tracking("one", target: 40)), \(AWSFiles.tracking("two", target: 60, metric: "load"))]"
        #expect(try AWSRow.group([AWSFiles.group(), policies]).policies.map(\.name) == ["one", "two"])
    }

    @Test("ECS services have cooldowns in place of warm-ups")
    func ecs() throws {
        let target = #"""
            {"ScalableTargets":[{"ServiceNamespace":"ecs","ResourceId":"service/c/s","MinCapacity":1,"MaxCapacity":20,
            "ScalableDimension":"ecs:service:DesiredCount","RoleARN":"r"}]}
            """#
        let policy = #"""
            {"ServiceNamespace":"ecs","ResourceId":"service/c/s","ScalableDimension":"ecs:service:DesiredCount",
            "PolicyName":"cpu","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{
            "TargetValue":50,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"},
            "ScaleOutCooldown":180,"ScaleInCooldown":120}}
            """#
        // "won't increase the desired capacity again unless either a larger scale out is triggered or the cooldown ends"
        try AWSRow(
            page: .overview, sentence: "scale-out cooldown", files: [target, policy], start: 2,
            steps: AWSRow.Step.minutes(0...1, cpu: 100, expected: 2)
                + [
                    .init(120, cpu: 100, expected: 4), .init(180, cpu: 100, expected: 4),
                    .init(240, cpu: 125, expected: 5),
                ]
                + [.init(300, cpu: 60, expected: 5), .init(420, cpu: 60, expected: 6)]
        ).check(warmup: 0)
        // "scale-in activities are blocked until the scale-in cooldown period has expired"
        try AWSRow(
            page: .overview, sentence: "scale-in cooldown", files: [target, policy], start: 16,
            steps: AWSRow.Step.minutes(0...13, cpu: 25, expected: 16)
                + AWSRow.Step.minutes(14...15, cpu: 25, expected: 8)
                + [.init(16 * 60, cpu: 25, expected: 4)]
        ).check(warmup: 0)
    }

    static let group = AWSFiles.group()

    @Test(
        "what is wrong or not supported is named",
        arguments: [
            (
                [AWSFiles.tracking()],
                "there is no Auto Scaling group; give what describe-auto-scaling-groups prints too"
            ),
            ([group, group], "AutoScalingGroups[0]: a second group"),
            (
                [group, AWSFiles.tracking().replacing(#""g""#, with: #""h""#)],
                "AutoScalingGroupName: is of another group"
            ),
            ([group, AWSFiles.tracking(), AWSFiles.tracking()], "PolicyName: occurs twice"),
            (
                [group, AWSFiles.step("p", [("0", "", 1)])],
                "no alarm invokes the policy `p`; give what describe-alarms"
            ),
            (
                [group, AWSFiles.tracking().replacing("TargetTrackingScaling", with: "PredictiveScaling")],
                "PolicyType: expected"
            ),
            (
                [group, AWSFiles.tracking("cpu", #","TargetVal":1"#)],
                "TargetVal: unknown key; did you mean `TargetValue`?"
            ),
            (
                [AWSFiles.group(#","CapacityRebalance":true"#)],
                "AutoScalingGroups[0].CapacityRebalance: is not supported"
            ),
            (
                [
                    AWSFiles.group(
                        #","InstanceMaintenancePolicy":{"MinHealthyPercentage":90,"MaxHealthyPercentage":120}"#)
                ],
                "InstanceMaintenancePolicy: is not supported"
            ),
            (
                [
                    AWSFiles.group(
                        #","MixedInstancesPolicy":{"LaunchTemplate":{"Overrides":[{"WeightedCapacity":"2"}]}}"#)
                ],
                "WeightedCapacity: instance weights are not supported"
            ),
            ([AWSFiles.group(#","SuspendedProcesses":[{"ProcessName":"Launch"}]"#)], "process Launch is suspended"),
            ([AWSFiles.group(min: 5, max: 2)], "MaxSize: must be at least MinSize, 5"),
            (
                [
                    group, AWSFiles.step("p", [("0", "10", 1), ("11", "", 2)]),
                    AWSFiles.alarm("p", "GreaterThan", 5),
                ], "StepAdjustments: the ranges of step adjustments cannot overlap or have a gap"
            ),
            (
                [group, AWSFiles.step("p", [("0", "10", 1)]), AWSFiles.alarm("p", "GreaterThan", 5)],
                "with a positive upper bound there must be"
            ),
            (
                [group, AWSFiles.simple("p", 1), AWSFiles.alarm("p", "GreaterThan", 5, period: 10)],
                "Period: expected a multiple of 60"
            ),
            (
                [group, AWSFiles.simple("p", 1), AWSFiles.alarm("p", "GreaterThan", 5, #","Metrics":[]"#)],
                "Metrics: metric math is not supported"
            ),
            (
                [group, AWSFiles.simple("p", 1, #","EstimatedInstanceWarmup":3"#)],
                "EstimatedInstanceWarmup: does not belong to a policy of type SimpleScaling"
            ),
            ([group, AWSScheduleTests.action("a", #""MinSize":1"#)], "neither StartTime nor Recurrence"),
            (
                [group, AWSScheduleTests.action("a", #""Recurrence":"@daily","MinSize":1"#)],
                "Recurrence: expected a cron"
            ),
            (
                [group, AWSScheduleTests.action("a", #""Recurrence":"0 9 * * *","TimeZone":"Mars","MinSize":1"#)],
                "TimeZone: expected a time zone"
            ),
        ])
    func faults(files: [String], message: String) {
        let error = #expect(throws: ScaleSimError.self) { try AWSRow.group(files) }
        #expect(error?.code == .badInput)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
