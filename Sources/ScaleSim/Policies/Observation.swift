/// What a policy knows at one evaluation; coded as a line of `scalesim replay`'s input, in which every field but `t` and
/// `currentReplicas` may be missing.
public struct Observation: Sendable, Equatable {
    /// Seconds since the start of the run; coded as `t`.
    public var time: Double
    /// The scale that was last asked for.
    public var currentReplicas: Int
    public var pods: [PodObservation]
    /// Averages over replicas are taken by the policy: metric name, then pod name, then value.
    public var podMetrics: [String: [String: Double]]
    /// Metrics of one Kubernetes object, such as an Ingress, by name.
    public var objectMetrics: [String: Double]
    /// Metrics of what is not in the cluster, such as a queue, by name; for KEDA by the name of the trigger.
    public var externalMetrics: [String: Double]
    /// Metrics that could not be had, by name: `cpu`, `memory`, or that of a pod, object or external metric.
    public var metricErrors: [String]
    /// Mean over Knative's stable window, over all pods; nil where the policy is to compute it from `podMetrics`.
    public var stableValue: Double?
    /// Mean over Knative's panic window.
    public var panicValue: Double?

    public init(
        time: Double, currentReplicas: Int, pods: [PodObservation] = [],
        podMetrics: [String: [String: Double]] = [:], objectMetrics: [String: Double] = [:],
        externalMetrics: [String: Double] = [:], metricErrors: [String] = [], stableValue: Double? = nil,
        panicValue: Double? = nil
    ) {
        self.time = time
        self.currentReplicas = currentReplicas
        self.pods = pods
        self.podMetrics = podMetrics
        self.objectMetrics = objectMetrics
        self.externalMetrics = externalMetrics
        self.metricErrors = metricErrors
        self.stableValue = stableValue
        self.panicValue = panicValue
    }

    /// The metric of the service as a whole, whether an object has it or something outside of the cluster.
    func serviceMetric(_ name: String) -> Double? { objectMetrics[name] ?? externalMetrics[name] }
}

/// One replica as the control plane sees it. Times are seconds since the start of the run.
public struct PodObservation: Sendable, Equatable {
    public var name: String
    public var phase: Phase
    public var ready: Bool
    public var startTime: Double
    /// When `ready` last changed.
    public var readyTransition: Double
    public var deleted: Bool
    /// Requested CPU in thousandths of a CPU.
    public var cpuRequestMilli: Int?
    /// Mean CPU use over the window, in thousandths of a CPU; nil while there is no sample.
    public var cpuUsageMilli: Int?
    public var memoryRequestBytes: Int?
    public var memoryUsageBytes: Int?
    /// End of the window of the sample; nil for the time of the evaluation.
    public var metricTime: Double?
    /// Length of the window in seconds.
    public var metricWindow: Double?
    /// By name; the pod's own values are then their sums, unless they are given.
    public var containers: [String: ContainerObservation]

    public enum Phase: String, Codable, Sendable, Equatable, CaseIterable {
        case pending = "Pending"
        case running = "Running"
        case succeeded = "Succeeded"
        case failed = "Failed"
        case unknown = "Unknown"
    }

    /// Long before any run: pods of which no start is told have been there for longer than any window or period.
    public static let longAgo = -1e9

    public init(
        name: String, phase: Phase = .running, ready: Bool = true, startTime: Double = longAgo,
        readyTransition: Double? = nil, deleted: Bool = false, cpuRequestMilli: Int? = nil,
        cpuUsageMilli: Int? = nil, memoryRequestBytes: Int? = nil, memoryUsageBytes: Int? = nil,
        metricTime: Double? = nil, metricWindow: Double? = nil, containers: [String: ContainerObservation] = [:]
    ) {
        self.name = name
        self.phase = phase
        self.ready = ready
        self.startTime = startTime
        self.readyTransition = readyTransition ?? startTime
        self.deleted = deleted
        self.cpuRequestMilli = cpuRequestMilli
        self.cpuUsageMilli = cpuUsageMilli
        self.memoryRequestBytes = memoryRequestBytes
        self.memoryUsageBytes = memoryUsageBytes
        self.metricTime = metricTime
        self.metricWindow = metricWindow
        self.containers = containers
    }

    /// The one container of a pod that has no other, so that all of the pod's CPU is the container's.
    package var onlyContainer: ContainerObservation {
        ContainerObservation(cpuRequestMilli: cpuRequestMilli, cpuUsageMilli: cpuUsageMilli)
    }
}

/// One container of a pod, as `PodObservation` has it.
public struct ContainerObservation: Sendable, Equatable {
    public var cpuRequestMilli: Int?
    public var cpuUsageMilli: Int?
    public var memoryRequestBytes: Int?
    public var memoryUsageBytes: Int?

    public init(
        cpuRequestMilli: Int? = nil, cpuUsageMilli: Int? = nil, memoryRequestBytes: Int? = nil,
        memoryUsageBytes: Int? = nil
    ) {
        self.cpuRequestMilli = cpuRequestMilli
        self.cpuUsageMilli = cpuUsageMilli
        self.memoryRequestBytes = memoryRequestBytes
        self.memoryUsageBytes = memoryUsageBytes
    }
}
