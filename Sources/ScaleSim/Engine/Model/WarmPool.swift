import Profiles

/// Replicas that have booted beforehand and wait outside of the service, as the warm pools of AWS Auto Scaling do.
public struct WarmPool: Sendable, Equatable {
    /// Replicas kept; what is taken out is booted anew.
    public var size: Int
    /// Seconds from taking a replica out to its readiness.
    public var start: Distribution

    public init(size: Int, start: Distribution) {
        self.size = size
        self.start = start
    }
}
