/// Asks for the replicas that the largest rate forecast until a new replica could serve will need.
///
/// Each evaluation is a step of the forecast. An evaluation without a value repeats the last one, so that the season
/// stays in step with the clock.
public struct HoltWintersPolicy: ScalingPolicy {
    public let metric: RateMetric
    /// Requests per second that one replica is to serve.
    public let targetRate: Double
    /// Steps that are looked ahead, at least 1: the time that a boot takes, and one more step.
    public let horizon: Int
    public let bounds: ReplicaBounds
    public let evaluationIntervalSeconds: Double
    private var model: HoltWinters
    private var last: Double?

    public init(
        metric: RateMetric, targetRate: Double, model: HoltWinters, horizon: Int, bounds: ReplicaBounds,
        evaluationIntervalSeconds: Double = 15
    ) {
        precondition(targetRate > 0 && horizon > 0)
        self.metric = metric
        self.targetRate = targetRate
        self.model = model
        self.horizon = horizon
        self.bounds = bounds
        self.evaluationIntervalSeconds = evaluationIntervalSeconds
    }

    public mutating func decide(_ observation: Observation) -> Decision {
        let measured = metric.total(in: observation)
        guard let rate = measured ?? last else {
            return Decision(desired: observation.currentReplicas, reason: "no value of \(metric.name) yet")
        }
        last = rate
        model.add(rate)
        // The present counts as well: what is there now must be served until the forecast comes true.
        let largest = max(rate, model.largestForecast(within: horizon) ?? rate)
        return Decision(
            desired: bounds.clamp(largest / targetRate),
            reason:
                "\(measured == nil ? "no value of \(metric.name), taken as " : "")\(rate.rounded(toPlaces: 2))/s now, "
                + "up to \(largest.rounded(toPlaces: 2))/s in \(horizon) steps")
    }
}

extension Double {
    /// For texts.
    func rounded(toPlaces places: Int) -> Double {
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        return (self * factor).rounded() / factor
    }
}
