/// What Knative's autoscaler follows for one revision: its annotations over the cluster's configuration, as
/// `MakeDecider`, `MakeMetric` and `ScaleBounds` resolve them.
public struct KPASpec: Sendable, Equatable {
    public enum Metric: String, Sendable, Equatable, CaseIterable {
        case concurrency
        case requestRate = "rps"
    }

    /// Whether a route leads to the revision; where it is not known upstream treats it as reachable.
    public enum Reachability: String, Sendable, Equatable, CaseIterable {
        case unknown = ""
        case reachable = "Reachable"
        case unreachable = "Unreachable"
    }

    public var name = "kpa"
    public var metric = Metric.concurrency
    /// What the autoscaler aims for, of the metric a pod.
    public var target = 70.0
    /// What a pod can take of the metric.
    public var total = 100.0
    /// Requests that may come at once without waiting; -1 is unlimited.
    public var targetBurstCapacity = 211.0
    public var stableWindow = SimTime(seconds: 60)
    public var panicWindow = SimTime(seconds: 6)
    /// Panic begins where this many times the ready pods would be needed.
    public var panicThreshold = 2.0
    /// Whether averages weigh the latest seconds most.
    public var isWeighted = false
    public var maxScaleUpRate = 1000.0
    public var maxScaleDownRate = 2.0
    public var scaleDownDelay = SimTime.zero
    public var minScale = 0
    /// 0 is unlimited.
    public var maxScale = 0
    public var initialScale = 1
    /// The least scale other than 0; below 2 there is none.
    public var activationScale = 0
    public var scalesToZero = true
    public var gracePeriod = SimTime(seconds: 30)
    public var podRetention = SimTime.zero
    /// How long pods may take to become ready.
    public var progressDeadline = SimTime(seconds: 600)
    public var reachability = Reachability.unknown

    public init() {}

    var isReachable: Bool { reachability != .unreachable }
    /// Where everything goes through the activator, pods are not asked.
    var scrapesPods: Bool { targetBurstCapacity != -1 }
}

extension KPASpec {
    /// The target and the total that follow from them, `ResolveMetricTarget` of
    /// `pkg/reconciler/autoscaling/resources/target.go`.
    ///
    /// - Parameters:
    ///   - containerConcurrency: the limit of a pod; 0 is none.
    ///   - annotated: the target that an annotation gives.
    ///   - utilization: as a fraction, where an annotation gives it.
    public mutating func setTarget(
        _ configuration: KPAConfiguration, containerConcurrency: Int, annotated: Double? = nil,
        utilization: Double? = nil
    ) {
        var fraction: Double
        switch metric {
        case .requestRate:
            total = annotated ?? configuration.requestRateTarget
            fraction = KPAConfiguration.requestRateUtilization
        case .concurrency:
            let limit = containerConcurrency == 0 ? nil : Double(containerConcurrency)
            // Never more than a pod takes at once, whatever is aimed for.
            total = annotated.map { min($0, limit ?? $0) } ?? limit ?? configuration.concurrencyTarget
            fraction = configuration.concurrencyUtilization
        }
        if let utilization { fraction = utilization }
        target = max(KPAConfiguration.leastTarget, total * fraction)
    }

    /// The panic window, in whole seconds of at least one: `MakeMetric` of
    /// `pkg/reconciler/autoscaling/resources/metric.go`.
    public mutating func setPanicWindow(percentage: Double) {
        let nanoseconds = (Double(stableWindow.nanoseconds) * percentage / 100).rounded(.towardZero)
        panicWindow = SimTime(seconds: max(1, (nanoseconds / 1e9).rounded()))
    }
}
