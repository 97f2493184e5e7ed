/// Knows each run beforehand, its requests and its boots, and asks for about the fewest replica-seconds that meet the
/// objective: what other policies are measured against.
///
/// It can only be simulated. Before a run its plan is made by `OraclePlanner`, which tries plans on the run itself.
public struct OraclePolicy: ScalingPolicy {
    /// The share of the requests that must meet the scenario's objective.
    public let share: Double
    public let bounds: ReplicaBounds
    public let evaluationIntervalSeconds: Double
    /// The scale by step, of an evaluation interval each; nil before a run is known.
    private var scale: [Int]?

    public init(share: Double, bounds: ReplicaBounds, evaluationIntervalSeconds: Double) {
        precondition(0...1 ~= share, "a share is from 0 to 1")
        self.share = share
        self.bounds = bounds
        self.evaluationIntervalSeconds = evaluationIntervalSeconds
    }

    /// The policy of one run.
    ///
    /// - Parameter boot: nanoseconds that the n-th launch within the run takes.
    package func following(_ plan: CapacityPlan, boot: (Int) -> Int64) -> OraclePolicy {
        var policy = self
        policy.scale = plan.scale(boot: boot)
        return policy
    }

    public func decide(_ observation: Observation) -> Decision {
        guard let scale, let last = scale.last else {
            return Decision(desired: observation.currentReplicas, reason: "nothing is known of the run")
        }
        let step = Int((observation.time / evaluationIntervalSeconds).rounded())
        return Decision(desired: step < scale.count ? scale[max(0, step)] : last, reason: "foreseen")
    }
}
