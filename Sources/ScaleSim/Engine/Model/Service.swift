/// A service of a scenario, with what scales it.
public struct Service: Sendable {
    public var name: String
    public var model: ServiceModel
    public var policy: any ScalingPolicy
    /// What the policy is called in results.
    public var policyName: String

    public init(name: String, model: ServiceModel, policy: any ScalingPolicy, policyName: String) {
        self.name = name
        self.model = model
        self.policy = policy
        self.policyName = policyName
    }
}
