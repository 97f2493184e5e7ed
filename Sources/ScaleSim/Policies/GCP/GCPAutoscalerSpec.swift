/// The autoscaling policy of a managed instance group of Google Compute Engine: `autoscalingPolicy` of the API's v1
/// resource `autoscalers`, with its defaults filled in.
public struct GCPAutoscalerSpec: Sendable, Equatable {
    public enum Mode: String, Sendable, Equatable, CaseIterable {
        case on = "ON"
        case onlyScaleOut = "ONLY_SCALE_OUT"
        /// The older name of `onlyScaleOut`.
        case onlyUp = "ONLY_UP"
        case off = "OFF"
    }

    /// What asks for a number of instances; the largest one wins.
    public enum Signal: Sendable, Equatable {
        /// Mean of use over request, a fraction.
        case cpu(target: Double)
        /// Load over serving capacity, a fraction.
        case loadBalancing(target: Double)
        /// A metric to be held at a value: the mean over the instances, or the value of the group.
        case metric(name: String, target: Double)
        /// A metric of the group that is work, of which one instance takes so much.
        case work(name: String, perInstance: Double)
    }

    public struct ScaleInControl: Sendable, Equatable {
        public enum Reduction: Sendable, Equatable {
            case fixed(Int)
            /// Of the peak size.
            case percent(Int)
        }

        public var maxScaledInReplicas: Reduction
        public var timeWindowSeconds: Int

        public init(maxScaledInReplicas: Reduction, timeWindowSeconds: Int) {
            self.maxScaledInReplicas = maxScaledInReplicas
            self.timeWindowSeconds = timeWindowSeconds
        }
    }

    /// So many instances at least, from each match of a cron expression on.
    struct Schedule: Sendable, Equatable {
        var name: String
        var minRequiredReplicas: Int
        var starts: CalendarSchedule
        var clock: LocalClock
        var durationSeconds: Int
    }

    public var name: String
    public var minReplicas: Int
    public var maxReplicas: Int
    /// `coolDownPeriodSec`: how long an instance's data do not count for scaling out.
    public var initializationSeconds: Int
    /// How long the largest size that was needed is kept.
    public var stabilizationSeconds: Int
    public var mode: Mode
    public var signals: [Signal]
    public var scaleInControl: ScaleInControl?
    /// Without those that are disabled.
    var schedules: [Schedule] = []

    /// - Parameter stabilizationSeconds: nil for ten minutes, or the initialisation period where that is longer.
    public init(
        name: String = "autoscaler", minReplicas: Int, maxReplicas: Int, initializationSeconds: Int = 60,
        stabilizationSeconds: Int? = nil, mode: Mode = .on, signals: [Signal] = [.cpu(target: 0.6)],
        scaleInControl: ScaleInControl? = nil
    ) {
        self.name = name
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.initializationSeconds = initializationSeconds
        self.stabilizationSeconds = stabilizationSeconds ?? max(600, initializationSeconds)
        self.mode = mode
        self.signals = signals
        self.scaleInControl = scaleInControl
    }
}

extension GCPAutoscalerSpec.Signal {
    /// As observations call it.
    var name: String {
        switch self {
        case .cpu: "cpu"
        case .loadBalancing: "loadBalancingUtilization"
        case .metric(let name, _), .work(let name, _): name
        }
    }

    /// The autoscaler's status where it cannot be had; that for CPU is ours, in the manner of the others.
    var failureCondition: String {
        switch self {
        case .cpu: "MISSING_CPU_DATA_POINTS"
        case .loadBalancing: "MISSING_LOAD_BALANCING_DATA_POINTS"
        case .metric, .work: "MISSING_CUSTOM_METRIC_DATA_POINTS"
        }
    }
}
