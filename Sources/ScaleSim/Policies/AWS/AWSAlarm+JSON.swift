/// The alarms of `describe-alarms` and `put-metric-alarm`. Those that no policy of the group is invoked by are not looked
/// into: an account has many.
struct AlarmIndex {
    private let alarms: [(name: String, actions: [String], field: YAMLField)]

    init(_ fields: [YAMLField]) throws(ScaleSimError) {
        var alarms: [(name: String, actions: [String], field: YAMLField)] = []
        for field in fields {
            let values = try field.mapping(known: nil)
            let name = try values.required("AlarmName").string()
            alarms.append((name, try values.value("AlarmActions")?.strings() ?? [], field))
        }
        self.alarms = alarms
    }

    /// The alarms that invoke a policy, which says so itself or is named by them.
    ///
    /// - Parameters:
    ///   - named: the names that `describe-policies` has for them.
    ///   - arn: what `describe-policies` calls the policy.
    func alarms(invoking policy: String, arn: String?, named: [String]) -> [YAMLField] {
        alarms.filter { alarm in
            if named.contains(alarm.name) { return true }
            return alarm.actions.contains { action in
                if let arn { return action == arn }
                // arn:aws:autoscaling:…:scalingPolicy:…:autoScalingGroupName/my-asg:policyName/my-policy
                return action == policy || action.split(separator: ":").contains("policyName/\(policy)")
            }
        }.map(\.field)
    }
}

extension AWSAlarm {
    private static let keys = [
        "AlarmName", "MetricName", "Namespace", "Statistic", "Dimensions", "Period", "Unit", "EvaluationPeriods",
        "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData", "ActionsEnabled", "AlarmActions",
        "OKActions", "InsufficientDataActions", "ExtendedStatistic", "Metrics", "ThresholdMetricId",
        "EvaluateLowSampleCountPercentile", "EvaluationCriteria", "EvaluationInterval",
    ]

    /// What has happened to the alarm so far, and what describes it.
    private static let indifferentKeys = [
        "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "AlarmDescription", "EvaluationState", "StateReason",
        "StateReasonData", "StateTransitionedTimestamp", "StateUpdatedTimestamp", "StateValue", "Tags",
    ]

    /// - Parameter metric: of the target tracking policy that the alarm was made for.
    static func read(_ field: YAMLField, metric: AWSMetric? = nil) throws(ScaleSimError) -> AWSAlarm {
        let fields = try field.mapping(known: keys + indifferentKeys)
        let refused = [
            "ExtendedStatistic", "ThresholdMetricId", "EvaluateLowSampleCountPercentile", "EvaluationCriteria",
            "EvaluationInterval",
        ]
        for key in refused {
            if let value = fields.value(key) { throw value.wrong("is not supported") }
        }
        if metric == nil, let math = fields.value("Metrics") { throw math.wrong("metric math is not supported") }
        for key in ["OKActions", "InsufficientDataActions"] {
            for action in try fields.list(key) where try action.string().contains(":scalingPolicy:") {
                throw action.wrong("a scaling policy that is invoked outside of ALARM is not supported")
            }
        }
        let period = try fields.value("Period").map(period) ?? 60
        let count = try fields.required("EvaluationPeriods")
        // A week at most.
        let periods = try count.integer(in: 1...max(1, Int(604_800 / period)))
        return AWSAlarm(
            name: try fields.required("AlarmName").string(),
            metric: try observed(fields, metric),
            statistic: try fields.value("Statistic")?.word(Statistic.self) ?? .average, periodSeconds: period,
            evaluationPeriods: periods,
            datapointsToAlarm: try fields.value("DatapointsToAlarm")?.integer(in: 1...periods) ?? periods,
            comparison: try fields.required("ComparisonOperator").word(Comparison.self),
            threshold: try fields.required("Threshold").number(in: -1e15...1e15),
            missingData: try fields.value("TreatMissingData")?.word(MissingData.self) ?? .missing,
            actionsEnabled: try fields.value("ActionsEnabled")?.boolean() ?? true)
    }

    private static func observed(_ fields: YAMLMapping, _ metric: AWSMetric?) throws(ScaleSimError) -> AWSMetric {
        if let metric { return metric }
        return try AWSMetric.of(fields.required("MetricName"), namespace: fields.value("Namespace"))
    }

    private static func period(_ field: YAMLField) throws(ScaleSimError) -> Double {
        let seconds = try field.integer(in: 1...86_400)
        guard seconds % 60 == 0 else {
            throw field.expected("a multiple of 60; high-resolution alarms are not supported")
        }
        return Double(seconds)
    }
}

extension AWSMetric {
    /// The metric of an alarm or of a customised specification, by CloudWatch's name. CPU and memory of instances can
    /// be computed from them.
    static func of(_ name: YAMLField, namespace: YAMLField?) throws(ScaleSimError) -> AWSMetric {
        let text = try name.string()
        let space = try namespace?.string() ?? ""
        switch (text, space) {
        case ("CPUUtilization", ""), ("CPUUtilization", "AWS/EC2"), ("CPUUtilization", "AWS/ECS"):
            return AWSMetric(
                names: [text, "ASGAverageCPUUtilization", "ECSServiceAverageCPUUtilization"], resource: .cpu)
        case ("MemoryUtilization", "AWS/ECS"):
            return AWSMetric(names: [text, "ECSServiceAverageMemoryUtilization"], resource: .memory)
        case ("RequestCountPerTarget", _): return AWSMetric(names: [text, "ALBRequestCountPerTarget"])
        case ("NetworkIn", "AWS/EC2"): return AWSMetric(names: [text, "ASGAverageNetworkIn"])
        case ("NetworkOut", "AWS/EC2"): return AWSMetric(names: [text, "ASGAverageNetworkOut"])
        default: return AWSMetric(names: [text])
        }
    }

    /// A predefined metric of target tracking; nil for unknown ones.
    static func predefined(_ type: String) -> AWSMetric? {
        switch type {
        case "ASGAverageCPUUtilization", "ECSServiceAverageCPUUtilization":
            AWSMetric(names: [type, "CPUUtilization"], resource: .cpu)
        case "ECSServiceAverageMemoryUtilization": AWSMetric(names: [type, "MemoryUtilization"], resource: .memory)
        case "ASGAverageNetworkIn": AWSMetric(names: [type, "NetworkIn"])
        case "ASGAverageNetworkOut": AWSMetric(names: [type, "NetworkOut"])
        case "ALBRequestCountPerTarget": AWSMetric(names: [type, "RequestCountPerTarget"])
        default: nil
        }
    }
}
