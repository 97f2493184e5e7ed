extension AWSPolicy {
    private static let keys = [
        "AutoScalingGroupName", "PolicyName", "PolicyARN", "PolicyType", "AdjustmentType", "MinAdjustmentStep",
        "MinAdjustmentMagnitude", "ScalingAdjustment", "Cooldown", "StepAdjustments", "MetricAggregationType",
        "EstimatedInstanceWarmup", "Alarms", "TargetTrackingConfiguration", "Enabled", "PredictiveScalingConfiguration",
    ]
    private static let applicationKeys = [
        "ServiceNamespace", "ResourceId", "ScalableDimension", "PolicyName", "PolicyARN", "PolicyType", "Alarms",
        "StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration",
        "PredictiveScalingPolicyConfiguration", "CreationTime",
    ]

    /// One of `describe-policies`, the input of `put-scaling-policy`, or a target tracking configuration by itself; nil
    /// for a policy that is disabled.
    static func read(_ field: YAMLField, of group: AWSGroup, alarms: AlarmIndex) throws(ScaleSimError) -> AWSPolicy? {
        if try field.mapping(known: nil).value("TargetValue") != nil {
            return try Reader(name: "target-tracking", field: field, group: group, alarms: alarms).tracking(field)
        }
        let fields = try field.mapping(known: group.isScalableTarget ? applicationKeys : keys)
        try fields.checkGroup(group)
        for key in ["PredictiveScalingConfiguration", "PredictiveScalingPolicyConfiguration"] {
            if let predictive = fields.value(key) { throw predictive.wrong("predictive scaling is not supported") }
        }
        let reader = Reader(
            name: try fields.required("PolicyName").string(), field: field, group: group, alarms: alarms,
            arn: try fields.value("PolicyARN")?.string(), named: try alarmNames(fields))
        let policy =
            group.isScalableTarget ? try reader.application(fields) : try reader.policy(fields)
        if let enabled = fields.value("Enabled"), try !enabled.boolean() { return nil }
        return policy
    }

    private static func alarmNames(_ fields: YAMLMapping) throws(ScaleSimError) -> [String] {
        var names: [String] = []
        for item in try fields.list("Alarms") {
            names.append(try item.mapping(known: ["AlarmName", "AlarmARN"]).required("AlarmName").string())
        }
        return names
    }
}

/// Reads one policy.
private struct Reader {
    let name: String
    let field: YAMLField
    let group: AWSGroup
    let alarms: AlarmIndex
    var arn: String?
    var named: [String] = []

    private static let seconds = 0...86_400 * 365
    private static let amounts = -1_000_000...1_000_000

    func policy(_ fields: YAMLMapping) throws(ScaleSimError) -> AWSPolicy {
        // "If the policy type is null, the value is treated as SimpleScaling."
        let type = try fields.value("PolicyType")?.string() ?? "SimpleScaling"
        switch type {
        case "TargetTrackingScaling":
            try refuse(["AdjustmentType", "ScalingAdjustment", "Cooldown", "MinAdjustmentMagnitude"], of: type, fields)
            let warmup = try fields.value("EstimatedInstanceWarmup")?.integer(in: Self.seconds)
            return try tracking(fields.required("TargetTrackingConfiguration"), warmup: warmup)
        case "StepScaling":
            try refuse(["ScalingAdjustment", "Cooldown", "TargetTrackingConfiguration"], of: type, fields)
            let warmup = try fields.value("EstimatedInstanceWarmup")?.integer(in: Self.seconds)
            return AWSPolicy(
                name: name, rule: .step(try steps(fields), alarms: try invoking()), pace: pace(warmup: warmup))
        case "SimpleScaling":
            try refuse(
                ["EstimatedInstanceWarmup", "MetricAggregationType", "TargetTrackingConfiguration"], of: type, fields)
            return try simple(fields)
        default:
            throw (fields.value("PolicyType") ?? field).expected(
                "SimpleScaling, StepScaling or TargetTrackingScaling; other types are not supported")
        }
    }

    private func refuse(_ keys: [String], of type: String, _ fields: YAMLMapping) throws(ScaleSimError) {
        for key in keys {
            if let value = fields.value(key) { throw value.wrong("does not belong to a policy of type \(type)") }
        }
        if type != "StepScaling", let step = try fields.list("StepAdjustments").first {
            throw step.wrong("does not belong to a policy of type \(type)")
        }
    }

    private func simple(_ fields: YAMLMapping) throws(ScaleSimError) -> AWSPolicy {
        let cooldown = try fields.value("Cooldown")?.integer(in: Self.seconds)
        let rule = AWSPolicy.SimpleScaling(
            adjustment: try adjustment(fields), amount: try amount(fields.required("ScalingAdjustment"), fields),
            cooldownSeconds: cooldown.map(Double.init) ?? group.defaultCooldownSeconds)
        // The metrics count instances at once where the default instance warm-up is not enabled.
        return AWSPolicy(
            name: name, rule: .simple(rule, alarms: try invoking()),
            pace: .warmup(group.defaultInstanceWarmupSeconds ?? 0))
    }

    /// "If not defined, the value of this parameter defaults to the value for the default instance warmup defined for the
    /// group. If default instance warmup is null, then it falls back to the value of default cooldown."
    private func pace(warmup: Int?) -> AWSPolicy.Pace {
        .warmup(warmup.map(Double.init) ?? group.defaultInstanceWarmupSeconds ?? group.defaultCooldownSeconds)
    }

    // MARK: Adjustments

    private func adjustment(_ fields: YAMLMapping) throws(ScaleSimError) -> AWSPolicy.Adjustment {
        var adjustment = AWSPolicy.Adjustment(
            kind: try fields.required("AdjustmentType").word(AWSPolicy.Adjustment.Kind.self))
        // The step is the magnitude's older name.
        guard let least = fields.value("MinAdjustmentMagnitude") ?? fields.value("MinAdjustmentStep") else {
            return adjustment
        }
        adjustment.leastChange = try least.integer(in: 0...1_000_000)
        guard adjustment.kind == .percentChangeInCapacity || adjustment.leastChange == 0 else {
            throw least.wrong("is for the adjustment type PercentChangeInCapacity only")
        }
        return adjustment
    }

    private func amount(_ field: YAMLField, _ fields: YAMLMapping) throws(ScaleSimError) -> Int {
        let isExact = try fields.required("AdjustmentType").string() == "ExactCapacity"
        return try field.integer(in: isExact ? 0...Self.amounts.upperBound : Self.amounts)
    }

    private func steps(_ fields: YAMLMapping) throws(ScaleSimError) -> AWSPolicy.StepScaling {
        let list = try fields.required("StepAdjustments")
        var steps: [AWSPolicy.StepScaling.Step] = []
        for item in try list.list() {
            let values = try item.mapping(
                known: ["MetricIntervalLowerBound", "MetricIntervalUpperBound", "ScalingAdjustment"])
            let step = AWSPolicy.StepScaling.Step(
                lower: try values.value("MetricIntervalLowerBound")?.number(in: -1e15...1e15),
                upper: try values.value("MetricIntervalUpperBound")?.number(in: -1e15...1e15),
                amount: try amount(values.required("ScalingAdjustment"), fields))
            guard step.lower != nil || step.upper != nil else {
                throw item.wrong("the upper and the lower bound cannot both be missing")
            }
            guard step.lower ?? -.infinity < step.upper ?? .infinity else {
                throw item.wrong("the lower bound must be below the upper one")
            }
            steps.append(step)
        }
        if let defect = Self.defect(of: steps) { throw list.wrong(defect) }
        let aggregation = try fields.value("MetricAggregationType")?.string("Average, Minimum or Maximum") {
            ["Average", "Minimum", "Maximum"].contains($0)
        }
        return AWSPolicy.StepScaling(
            adjustment: try adjustment(fields), steps: steps,
            aggregation: aggregation.flatMap(AWSAlarm.Statistic.init) ?? .average)
    }

    /// The rules under "Step adjustments for step scaling".
    private static func defect(of steps: [AWSPolicy.StepScaling.Step]) -> String? {
        let sorted = steps.sorted { $0.lower ?? -.infinity < $1.lower ?? -.infinity }
        guard let first = sorted.first, let last = sorted.last else { return "expected at least one step adjustment" }
        for (step, next) in zip(sorted, sorted.dropFirst()) where step.upper != next.lower || step.upper == nil {
            return "the ranges of step adjustments cannot overlap or have a gap"
        }
        if let lower = first.lower, lower < 0 {
            return "with a negative lower bound there must be a step adjustment without one"
        }
        if let upper = last.upper, upper > 0 {
            return "with a positive upper bound there must be a step adjustment without one"
        }
        return nil
    }

    private func invoking() throws(ScaleSimError) -> [AWSAlarm] {
        let found = alarms.alarms(invoking: name, arn: arn, named: named)
        if found.isEmpty {
            throw field.wrong(
                "no alarm invokes the policy \(name.quoted); give what describe-alarms prints too, or the input of "
                    + "put-metric-alarm with the policy's ARN in AlarmActions")
        }
        var alarms: [AWSAlarm] = []
        for field in found { alarms.append(try AWSAlarm.read(field)) }
        return alarms
    }

    // MARK: Target tracking

    func tracking(_ field: YAMLField, warmup: Int? = nil) throws(ScaleSimError) -> AWSPolicy {
        let fields = try field.mapping(
            known: ["TargetValue", "PredefinedMetricSpecification", "CustomizedMetricSpecification", "DisableScaleIn"]
                + (group.isScalableTarget ? ["ScaleOutCooldown", "ScaleInCooldown"] : []))
        var pace = pace(warmup: warmup)
        if group.isScalableTarget {
            pace = .cooldown(
                out: try cooldown(fields.value("ScaleOutCooldown")), in: try cooldown(fields.value("ScaleInCooldown")))
        }
        let target = try fields.required("TargetValue").number(in: Double.leastNormalMagnitude...1e15)
        let (metric, statistic) = try metric(fields)
        let isDisabled = try fields.value("DisableScaleIn")?.boolean() ?? false
        // What the service makes where describe-alarms is not there to say: the metric above the target for three
        // minutes, and more than 10 % below it for fifteen.
        var high = AWSAlarm(
            name: "\(name) AlarmHigh", metric: metric, statistic: statistic, evaluationPeriods: 3, datapointsToAlarm: 3,
            comparison: .greater, threshold: target)
        var low = AWSAlarm(
            name: "\(name) AlarmLow", metric: metric, statistic: statistic, evaluationPeriods: 15,
            datapointsToAlarm: 15, comparison: .less, threshold: target * 9 / 10)
        for field in alarms.alarms(invoking: name, arn: arn, named: named) {
            let alarm = try AWSAlarm.read(field, metric: metric)
            if alarm.comparison.isUpward { high = alarm } else { low = alarm }
        }
        return AWSPolicy(
            name: name, rule: .targetTracking(.init(target: target, high: high, low: isDisabled ? nil : low)),
            pace: pace)
    }

    /// "a default value of 300 for … ECS services"
    private func cooldown(_ field: YAMLField?) throws(ScaleSimError) -> Double {
        Double(try field?.integer(in: Self.seconds) ?? 300)
    }

    private func metric(_ fields: YAMLMapping) throws(ScaleSimError) -> (AWSMetric, AWSAlarm.Statistic) {
        switch (fields.value("PredefinedMetricSpecification"), fields.value("CustomizedMetricSpecification")) {
        case (let predefined?, nil):
            let values = try predefined.mapping(known: ["PredefinedMetricType", "ResourceLabel"])
            let type = try values.required("PredefinedMetricType")
            guard let metric = AWSMetric.predefined(try type.string()) else {
                throw type.expected(
                    group.isScalableTarget
                        ? "ECSServiceAverageCPUUtilization, ECSServiceAverageMemoryUtilization or "
                            + "ALBRequestCountPerTarget"
                        : "ASGAverageCPUUtilization, ASGAverageNetworkIn, ASGAverageNetworkOut or "
                            + "ALBRequestCountPerTarget")
            }
            return (metric, .average)
        case (nil, let customized?):
            let values = try customized.mapping(
                known: ["MetricName", "Namespace", "Dimensions", "Statistic", "Unit", "Period", "Metrics"])
            if let math = values.value("Metrics") { throw math.wrong("metric math is not supported") }
            if let period = values.value("Period"), try period.integer(in: 1...60) != 60 {
                throw period.wrong("high-resolution metrics are not supported; expected 60")
            }
            return (
                try AWSMetric.of(values.required("MetricName"), namespace: values.value("Namespace")),
                try values.value("Statistic")?.word(AWSAlarm.Statistic.self) ?? .average
            )
        default:
            throw fields.field.wrong(
                "expected one of PredefinedMetricSpecification and CustomizedMetricSpecification")
        }
    }

    // MARK: Application Auto Scaling

    func application(_ fields: YAMLMapping) throws(ScaleSimError) -> AWSPolicy {
        // "If you do not specify a policy type when creating a policy, it defaults to StepScaling": API reference.
        let type = try fields.value("PolicyType")?.string() ?? "StepScaling"
        switch type {
        case "TargetTrackingScaling": return try tracking(fields.required("TargetTrackingScalingPolicyConfiguration"))
        case "StepScaling":
            let values = try fields.required("StepScalingPolicyConfiguration").mapping(known: [
                "AdjustmentType", "StepAdjustments", "MinAdjustmentMagnitude", "Cooldown", "MetricAggregationType",
            ])
            let seconds = try cooldown(values.value("Cooldown"))
            return AWSPolicy(
                name: name, rule: .step(try steps(values), alarms: try invoking()),
                pace: .cooldown(out: seconds, in: seconds))
        default:
            throw (fields.value("PolicyType") ?? field).expected(
                "StepScaling or TargetTrackingScaling; other types are not supported")
        }
    }
}
