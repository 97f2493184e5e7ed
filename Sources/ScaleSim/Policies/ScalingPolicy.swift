/// Decides how many replicas there should be.
///
/// A policy is a value that sees only its observations: it reads no clock and holds no reference, so the simulator and
/// the live autoscaler run the same code on the same input.
public protocol ScalingPolicy: Sendable {
    /// Seconds between evaluations.
    var evaluationIntervalSeconds: Double { get }

    /// The replicas wanted, given what is known at `observation.time`; state carries over to the next call.
    mutating func decide(_ observation: Observation) -> Decision
}

/// What a policy knows at one evaluation.
public struct Observation: Codable, Sendable, Equatable {
    /// Seconds since the start of the run; coded as `t`.
    public var time: Double
    /// The scale that was last asked for.
    public var currentReplicas: Int
    public var pods: [PodObservation]
    /// Averages over replicas are taken by the policy: metric name, then pod name, then value.
    public var podMetrics: [String: [String: Double]]

    public init(
        time: Double, currentReplicas: Int, pods: [PodObservation], podMetrics: [String: [String: Double]] = [:]
    ) {
        self.time = time
        self.currentReplicas = currentReplicas
        self.pods = pods
        self.podMetrics = podMetrics
    }

    private enum CodingKeys: String, CodingKey {
        case time = "t"
        case currentReplicas, pods, podMetrics
    }
}

/// One replica as the control plane sees it. Times are seconds since the start of the run.
public struct PodObservation: Codable, Sendable, Equatable {
    public var name: String
    public var phase: String
    public var ready: Bool
    public var startTime: Double
    public var readyTransition: Double
    public var deleted: Bool
    /// Requested CPU in thousandths of a CPU.
    public var cpuRequestMilli: Int?
    /// Mean CPU use over the window, in thousandths of a CPU; nil while there is no sample.
    public var cpuUsageMilli: Int?
    public var metricTime: Double?
    public var metricWindow: Double?

    public init(
        name: String, phase: String = "Running", ready: Bool, startTime: Double, readyTransition: Double,
        deleted: Bool = false, cpuRequestMilli: Int? = nil, cpuUsageMilli: Int? = nil, metricTime: Double? = nil,
        metricWindow: Double? = nil
    ) {
        self.name = name
        self.phase = phase
        self.ready = ready
        self.startTime = startTime
        self.readyTransition = readyTransition
        self.deleted = deleted
        self.cpuRequestMilli = cpuRequestMilli
        self.cpuUsageMilli = cpuUsageMilli
        self.metricTime = metricTime
        self.metricWindow = metricWindow
    }
}

/// The outcome of one evaluation.
public struct Decision: Codable, Sendable, Equatable {
    public var desired: Int
    /// Why, in a sentence.
    public var reason: String

    public init(desired: Int, reason: String) {
        self.desired = desired
        self.reason = reason
    }
}
