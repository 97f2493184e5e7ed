/// The `spec` of an `autoscaling/v2` HorizontalPodAutoscaler with the API server's defaults filled in.
public struct HPASpec: Sendable, Equatable {
    public var name: String
    public var minReplicas: Int
    public var maxReplicas: Int
    /// At least one; the largest proposal wins.
    public var metrics: [Metric]
    /// Nil where the file has none: the controller then follows its older rules, which differ from the defaults of a
    /// behaviour that is written out.
    public var behavior: Behavior?

    public enum Resource: String, Sendable, Equatable, CaseIterable {
        case cpu
        case memory
    }

    /// What a metric is compared with; values in thousandths of its unit.
    public enum Target: Sendable, Equatable {
        /// Percent of the requests.
        case utilization(Int)
        /// Mean over the pods.
        case average(milli: Int)
        /// The metric as it is.
        case value(milli: Int)
    }

    public enum Metric: Sendable, Equatable {
        /// `type: Resource`, or `ContainerResource` where `container` is given; a utilization or an average.
        case resource(Resource, container: String? = nil, Target)
        /// `type: Pods`, an average.
        case pods(name: String, Target)
        /// `type: Object`, a value or an average.
        case object(name: String, Target)
        /// `type: External`, a value or an average.
        case external(name: String, Target)

        public static func cpuUtilization(percent: Int) -> Metric { .resource(.cpu, .utilization(percent)) }
    }

    public struct Behavior: Sendable, Equatable {
        public var scaleUp: Rules
        public var scaleDown: Rules

        public init(scaleUp: Rules = .defaultScaleUp, scaleDown: Rules = .defaultScaleDown) {
            self.scaleUp = scaleUp
            self.scaleDown = scaleDown
        }
    }

    public struct Rules: Sendable, Equatable {
        public enum Selection: String, Sendable, Equatable, CaseIterable {
            case max = "Max"
            case min = "Min"
            case disabled = "Disabled"
        }

        /// Nil, possible for scaling down only, takes the controller's flag.
        public var stabilizationWindowSeconds: Int?
        public var selectPolicy: Selection
        public var policies: [RatePolicy]
        /// Nil takes the controller's flag.
        public var tolerance: Double?

        public init(
            stabilizationWindowSeconds: Int?, selectPolicy: Selection = .max, policies: [RatePolicy],
            tolerance: Double? = nil
        ) {
            self.stabilizationWindowSeconds = stabilizationWindowSeconds
            self.selectPolicy = selectPolicy
            self.policies = policies
            self.tolerance = tolerance
        }

        /// `pkg/apis/autoscaling/v2/defaults.go`.
        public static let defaultScaleUp = Rules(
            stabilizationWindowSeconds: 0,
            policies: [
                RatePolicy(kind: .pods, value: 4, periodSeconds: 15),
                RatePolicy(kind: .percent, value: 100, periodSeconds: 15),
            ])
        public static let defaultScaleDown = Rules(
            stabilizationWindowSeconds: nil, policies: [RatePolicy(kind: .percent, value: 100, periodSeconds: 15)])
    }

    /// How much the number of replicas may change within a period.
    public struct RatePolicy: Sendable, Equatable {
        public enum Kind: String, Sendable, Equatable, CaseIterable {
            case pods = "Pods"
            case percent = "Percent"
        }

        public var kind: Kind
        public var value: Int
        public var periodSeconds: Int

        public init(kind: Kind, value: Int, periodSeconds: Int) {
            self.kind = kind
            self.value = value
            self.periodSeconds = periodSeconds
        }
    }

    public init(
        name: String = "hpa", minReplicas: Int = 1, maxReplicas: Int, metrics: [Metric], behavior: Behavior? = nil
    ) {
        self.name = name
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.metrics = metrics
        self.behavior = behavior
    }
}

/// The flags of the kube-controller-manager that govern all its autoscalers; the defaults are upstream's.
public struct HPAControllerFlags: Sendable, Equatable {
    /// `--horizontal-pod-autoscaler-sync-period`
    public var syncPeriodSeconds = 15.0
    /// `--horizontal-pod-autoscaler-tolerance`
    public var tolerance = 0.1
    /// `--horizontal-pod-autoscaler-downscale-stabilization`
    public var downscaleStabilizationSeconds = 300.0
    /// `--horizontal-pod-autoscaler-cpu-initialization-period`
    public var cpuInitializationPeriodSeconds = 300.0
    /// `--horizontal-pod-autoscaler-initial-readiness-delay`
    public var initialReadinessDelaySeconds = 30.0

    public init() {}
}
