/// What a cluster's ConfigMap `config-autoscaler` says; the defaults are upstream's, `defaultConfig` of
/// `pkg/autoscaler/config/config.go`.
public struct KPAConfiguration: Sendable, Equatable {
    /// `pod-autoscaler-class`
    public var autoscalerClass = KPAConfiguration.knativeClass
    /// `enable-scale-to-zero`
    public var scalesToZero = true
    /// `allow-zero-initial-scale`
    public var allowsZeroInitialScale = false
    /// `max-scale-up-rate`: the most pods wanted for each that is ready.
    public var maxScaleUpRate = 1000.0
    /// `max-scale-down-rate`: the most ready pods for each that is wanted.
    public var maxScaleDownRate = 2.0
    /// `container-concurrency-target-percentage`, as a fraction.
    public var concurrencyUtilization = 0.7
    /// `container-concurrency-target-default`
    public var concurrencyTarget = 100.0
    /// `requests-per-second-target-default`
    public var requestRateTarget = 200.0
    /// `target-burst-capacity`: requests; -1 is unlimited.
    public var targetBurstCapacity = 211.0
    /// `panic-window-percentage`, of the stable window.
    public var panicWindowPercentage = 10.0
    /// `panic-threshold-percentage`, of what the ready pods are meant for.
    public var panicThresholdPercentage = 200.0
    /// `activator-capacity`: how many activators there are follows from it, and no decision.
    public var activatorCapacity = 100.0
    /// `initial-scale`
    public var initialScale = 1
    /// `min-scale`
    public var minScale = 0
    /// `max-scale`; 0 is unlimited.
    public var maxScale = 0
    /// `max-scale-limit`; 0 is unlimited.
    public var maxScaleLimit = 0
    /// `stable-window`
    public var stableWindow = SimTime(seconds: 60)
    /// `scale-down-delay`
    public var scaleDownDelay = SimTime.zero
    /// `scale-to-zero-grace-period`
    public var gracePeriod = SimTime(seconds: 30)
    /// `scale-to-zero-pod-retention-period`
    public var podRetention = SimTime.zero

    public init() {}

    /// The class of Knative's own autoscaler.
    public static let knativeClass = "kpa.autoscaling.knative.dev"
    /// Utilisation of metrics other than concurrency, which no key changes.
    static let requestRateUtilization = 0.7
    /// The least target, of whichever metric: `TargetMin` of `pkg/apis/autoscaling/register.go`.
    static let leastTarget = 0.01
    /// The least and the longest stable window: `WindowMin`, `WindowMax`.
    static let windows = SimTime(seconds: 6)...SimTime(seconds: 3600)
}
