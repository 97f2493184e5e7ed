/// A `keda.sh/v1alpha1` ScaledObject with KEDA's defaults filled in: `apis/keda/v1alpha1/scaledobject_types.go`.
public struct KEDASpec: Sendable, Equatable {
    public var name: String
    /// Of the HorizontalPodAutoscaler that KEDA makes for it.
    public var hpaName: String?
    public var pollingIntervalSeconds = 30
    /// How long after its triggers were last active a target goes down to zero, or to the idle count.
    public var cooldownSeconds = 300
    /// The same for a target whose triggers have never been active, from the creation of the ScaledObject.
    public var initialCooldownSeconds = 0
    /// Replicas while no trigger is active; nil stands for the minimum.
    public var idleReplicaCount: Int?
    public var minReplicaCount = 0
    public var maxReplicaCount = 100
    /// At least one.
    public var triggers: [KEDATrigger]
    public var fallback: Fallback?
    public var modifiers: Modifiers?
    /// Of the HorizontalPodAutoscaler, as the file has it.
    public var behavior: HPASpec.Behavior?
    public var annotations = Annotations()

    public init(name: String = "scaledobject", triggers: [KEDATrigger]) {
        self.name = name
        self.triggers = triggers
    }

    /// What stands in for the metric of a trigger that keeps failing.
    public struct Fallback: Sendable, Equatable {
        public enum Behavior: String, Sendable, Equatable, CaseIterable {
            case fixed = "static"
            case currentReplicas
            case currentReplicasIfHigher
            case currentReplicasIfLower
            /// The formula sees `nil`.
            case scalingModifiers
        }

        /// Failures in a row that are still reported as such.
        public var failureThreshold: Int
        public var replicas: Int
        public var behavior: Behavior

        public init(failureThreshold: Int, replicas: Int, behavior: Behavior = .fixed) {
            self.failureThreshold = failureThreshold
            self.replicas = replicas
            self.behavior = behavior
        }
    }

    /// One metric made of those of all triggers.
    public struct Modifiers: Sendable, Equatable {
        public var formula: KEDAFormula
        public var target: Double
        /// Whether the target was written without a point: upstream takes a fallback for invalid otherwise.
        public var hasWholeTarget: Bool
        public var activationTarget: Double
        /// Whether the target is for the metric as it is, not for its share by replica.
        public var isValue: Bool
    }

    /// What the annotations of `autoscaling.keda.sh` ask for.
    public struct Annotations: Sendable, Equatable {
        /// `paused-replicas`
        public var pausedReplicas: Int?
        public var paused = false
        public var pausedScaleIn = false
        public var pausedScaleOut = false
        public var forceActivation = false

        public init() {}
    }

    /// A fallback that upstream takes for invalid has no effect on metrics: `HasValidFallback`.
    var validFallback: Fallback? { modifiers?.hasWholeTarget == false ? nil : fallback }

    /// Whether nothing but CPU and memory scales: these cannot tell an idle target, which is then never scaled to zero.
    var hasOnlyResources: Bool { triggers.allSatisfy(\.isResource) }

    // MARK: The HorizontalPodAutoscaler

    /// As upstream calls the one metric of a formula.
    static let compositeMetric = "composite-metric"

    /// `newHPAForScaledObject` of `controllers/keda/hpa.go`.
    public var hpa: HPASpec {
        HPASpec(
            name: hpaName ?? "keda-hpa-\(name)", minReplicas: max(1, minReplicaCount), maxReplicas: maxReplicaCount,
            metrics: hpaMetrics, behavior: hpaBehavior)
    }

    /// In the order of their types' names. A formula takes the place of all external metrics, and of those of single
    /// containers, which upstream loses there.
    private var hpaMetrics: [HPASpec.Metric] {
        let containers = triggers.filter { $0.isResource && $0.container != nil }.map(\.hpaMetric)
        let external = triggers.filter { !$0.isResource }.map(\.hpaMetric)
        let pods = triggers.filter { $0.isResource && $0.container == nil }.map(\.hpaMetric)
        guard let modifiers else { return containers + external + pods }
        let milli = Int(modifiers.target * 1000)
        return pods + [
            .external(name: Self.compositeMetric, modifiers.isValue ? .value(milli: milli) : .average(milli: milli))
        ]
    }

    /// A pause in one direction is a disabled policy; the API server then fills in the rest of the behaviour.
    private var hpaBehavior: HPASpec.Behavior? {
        var behavior = behavior
        if annotations.pausedScaleIn {
            behavior = behavior ?? HPASpec.Behavior()
            behavior?.scaleDown.selectPolicy = .disabled
        }
        if annotations.pausedScaleOut {
            behavior = behavior ?? HPASpec.Behavior()
            behavior?.scaleUp.selectPolicy = .disabled
        }
        return behavior
    }
}
