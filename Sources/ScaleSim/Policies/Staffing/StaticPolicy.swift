/// Always the same number of replicas.
public struct StaticPolicy: ScalingPolicy {
    public let replicas: Int
    public let evaluationIntervalSeconds: Double

    public init(replicas: Int, evaluationIntervalSeconds: Double = 15) {
        self.replicas = replicas
        self.evaluationIntervalSeconds = evaluationIntervalSeconds
    }

    public func decide(_ observation: Observation) -> Decision {
        Decision(desired: replicas, reason: "static")
    }
}
