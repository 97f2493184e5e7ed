/// One evaluation of the policy.
public struct DecisionRecord: Codable, Sendable, Equatable {
    /// Since the start of the run.
    public var timeSeconds: Double
    /// Replicas asked for before.
    public var currentReplicas: Int
    /// Replicas asked for from now on.
    public var desiredReplicas: Int
    public var reason: String

    public init(timeSeconds: Double, currentReplicas: Int, desiredReplicas: Int, reason: String) {
        self.timeSeconds = timeSeconds
        self.currentReplicas = currentReplicas
        self.desiredReplicas = desiredReplicas
        self.reason = reason
    }
}
