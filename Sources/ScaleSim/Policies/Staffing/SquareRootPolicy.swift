/// As many servers as the present load needs and a margin of its square root: k = R + c√R for R = λ E[S].
///
/// See `SquareRootStaffing`. It looks neither back nor ahead: what it asks for is right for the rate that was measured
/// last, if boots took no time.
public struct SquareRootPolicy: ScalingPolicy {
    public let metric: RateMetric
    /// Mean time that a request holds a server, in seconds.
    public let serviceSeconds: Double
    public let serversPerReplica: Int
    /// The share of requests that may wait.
    public let waitingProbability: Double
    public let bounds: ReplicaBounds
    public let evaluationIntervalSeconds: Double
    private let safetyFactor: Double

    public init(
        metric: RateMetric, serviceSeconds: Double, serversPerReplica: Int = 1, waitingProbability: Double,
        bounds: ReplicaBounds, evaluationIntervalSeconds: Double = 15
    ) {
        precondition(serviceSeconds > 0 && serversPerReplica > 0)
        self.metric = metric
        self.serviceSeconds = serviceSeconds
        self.serversPerReplica = serversPerReplica
        self.waitingProbability = waitingProbability
        self.bounds = bounds
        self.evaluationIntervalSeconds = evaluationIntervalSeconds
        safetyFactor = SquareRootStaffing(waitingProbability: waitingProbability).safetyFactor
    }

    public func decide(_ observation: Observation) -> Decision {
        guard let rate = metric.total(in: observation) else {
            return Decision(desired: observation.currentReplicas, reason: "no value of \(metric.name)")
        }
        let load = max(0, rate) * serviceSeconds
        let servers = load + safetyFactor * load.squareRoot()
        return Decision(
            desired: bounds.clamp(servers / Double(serversPerReplica)),
            reason: "\(load.rounded(toPlaces: 2)) servers are busy on average, "
                + "\(servers.rounded(toPlaces: 2)) keep the share that waits at \(waitingProbability)")
    }
}
