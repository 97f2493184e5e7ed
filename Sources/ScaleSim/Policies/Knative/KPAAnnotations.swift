import UserInput

/// The annotations `autoscaling.knative.dev/…` of a revision; where one is there in both of its spellings, the newer,
/// with hyphens, counts (`pkg/apis/autoscaling/register.go`).
struct KPAAnnotations {
    static let group = "autoscaling.knative.dev"
    private static let deadline = "serving.knative.dev/progress-deadline"
    private static let newer = [
        "class", "metric", "target", "target-utilization-percentage", "target-burst-capacity", "window",
        "panic-window-percentage", "panic-threshold-percentage", "metric-aggregation-algorithm", "min-scale",
        "max-scale", "initial-scale", "activation-scale", "scale-down-delay", "scale-to-zero-pod-retention-period",
    ]
    private static let older = [
        "target-utilization-percentage": "targetUtilizationPercentage", "target-burst-capacity": "targetBurstCapacity",
        "panic-window-percentage": "panicWindowPercentage", "panic-threshold-percentage": "panicThresholdPercentage",
        "metric-aggregation-algorithm": "metricAggregationAlgorithm", "min-scale": "minScale", "max-scale": "maxScale",
        "initial-scale": "initialScale", "scale-down-delay": "scaleDownDelay",
        "scale-to-zero-pod-retention-period": "scaleToZeroPodRetentionPeriod",
    ]

    private let annotations: YAMLMapping?

    /// Annotations of this group that upstream does not have are refused, others passed over.
    init(_ field: YAMLField?) throws(ScaleSimError) {
        annotations = try field?.mapping(known: nil, mayBeEmpty: true)
        let prefix = "\(Self.group)/"
        for (key, field) in annotations?.entries ?? [] where key.hasPrefix(prefix) {
            let name = String(key.dropFirst(prefix.count))
            guard !Self.newer.contains(name), !Self.older.values.contains(name) else { continue }
            throw field.wrong("unknown annotation; \(Spelling.suggestion(for: name, among: Self.newer))")
        }
    }

    /// - Parameter name: as it is written with hyphens, without the group.
    subscript(_ name: String) -> YAMLField? {
        annotations?.optional("\(Self.group)/\(name)")
            ?? Self.older[name].flatMap { annotations?.optional("\(Self.group)/\($0)") }
    }

    var progressDeadline: YAMLField? { annotations?.optional(Self.deadline) }
}

/// Bounds are those of `ValidateAnnotations`, `pkg/apis/autoscaling/annotation_validation.go`.
extension KPASpec {
    /// - Parameter object: what a wrong configuration is blamed on.
    mutating func apply(
        _ annotations: KPAAnnotations, _ configuration: KPAConfiguration, containerConcurrency: Int,
        at object: YAMLField
    ) throws(ScaleSimError) {
        try checkClass(annotations["class"], configuration, at: object)
        if let field = annotations["metric"] {
            let word = try field.string()
            guard let metric = Metric(rawValue: word) else {
                throw field.expected("concurrency or rps; other metrics need another class of autoscaler")
            }
            self.metric = metric
        }
        isWeighted = try isWeighted(annotations["metric-aggregation-algorithm"])
        let target = annotations["target"]
        let annotated = try target?.goNumber()
        if let target, let annotated, annotated < KPAConfiguration.leastTarget {
            throw target.expected("a number of at least \(KPAConfiguration.leastTarget)")
        }
        let percentage = try annotations["target-utilization-percentage"]?.goNumber(in: 1...100)
        setTarget(
            configuration, containerConcurrency: containerConcurrency, annotated: annotated,
            utilization: percentage.map { $0 / 100 })
        targetBurstCapacity =
            try annotations["target-burst-capacity"]?.burstCapacity() ?? configuration.targetBurstCapacity
        maxScaleUpRate = configuration.maxScaleUpRate
        maxScaleDownRate = configuration.maxScaleDownRate
        try applyTimes(annotations, configuration)
        try applyScales(annotations, configuration)
    }

    private func checkClass(
        _ field: YAMLField?, _ configuration: KPAConfiguration, at object: YAMLField
    ) throws(ScaleSimError) {
        let name = try field?.string() ?? configuration.autoscalerClass
        guard name != KPAConfiguration.knativeClass else { return }
        let advice =
            name == "hpa.autoscaling.knative.dev"
            ? "give the HorizontalPodAutoscaler that it makes" : "only \(KPAConfiguration.knativeClass) is"
        throw (field ?? object).wrong("the class \(name.quoted) is not supported; \(advice)")
    }

    private func isWeighted(_ field: YAMLField?) throws(ScaleSimError) -> Bool {
        guard let field, !field.isEmpty else { return false }
        switch try field.string() {
        case "", "linear": return false
        case "weighted-exponential", "weightedExponential": return true
        default: throw field.expected("linear or weighted-exponential")
        }
    }

    private mutating func applyTimes(
        _ annotations: KPAAnnotations, _ configuration: KPAConfiguration
    ) throws(ScaleSimError) {
        let periods = SimTime.zero...KPAConfiguration.windows.upperBound
        stableWindow =
            try annotations["window"]?.goDuration(in: KPAConfiguration.windows, isWhole: true)
            ?? configuration.stableWindow
        setPanicWindow(
            percentage: try annotations["panic-window-percentage"]?.goNumber(in: 1...100)
                ?? configuration.panicWindowPercentage)
        let threshold =
            try annotations["panic-threshold-percentage"]?.goNumber(in: 110...1000)
            ?? configuration.panicThresholdPercentage
        panicThreshold = threshold / 100
        scaleDownDelay =
            try annotations["scale-down-delay"]?.goDuration(in: periods, isWhole: true) ?? configuration.scaleDownDelay
        podRetention =
            try annotations["scale-to-zero-pod-retention-period"]?.goDuration(in: periods)
            ?? configuration.podRetention
        gracePeriod = configuration.gracePeriod
        scalesToZero = configuration.scalesToZero
        if let field = annotations.progressDeadline {
            progressDeadline = try field.goDuration(in: .zero...SimTime(seconds: 1e9), isWhole: true)
        }
    }

    private mutating func applyScales(
        _ annotations: KPAAnnotations, _ configuration: KPAConfiguration
    ) throws(ScaleSimError) {
        let least = try annotations["min-scale"]?.goInteger()
        let largest = annotations["max-scale"]
        let most = try largest?.goInteger()
        if let largest, let most {
            guard most == 0 || most >= least ?? 0 else {
                throw largest.wrong("must be at least min-scale, \(least ?? 0)")
            }
            let limit = configuration.maxScaleLimit
            guard limit == 0 || 1...limit ~= most else {
                throw largest.expected("a whole number from 1 to max-scale-limit, \(limit)")
            }
        }
        minScale = least ?? configuration.minScale
        maxScale = most ?? configuration.maxScale
        if let field = annotations["activation-scale"] {
            activationScale = try field.goInteger(atLeast: 2)
            // Only against the annotations beside it, not against the cluster's bounds.
            guard activationScale >= least ?? 0, most ?? 0 == 0 || activationScale <= most ?? 0 else {
                throw field.wrong("must lie between min-scale and max-scale")
            }
        }
        initialScale =
            try annotations["initial-scale"]?.goInteger(atLeast: configuration.allowsZeroInitialScale ? 0 : 1)
            ?? configuration.initialScale
    }
}
