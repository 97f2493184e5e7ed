import Profiles

/// A fresh replica is slower: caches are cold, code is not compiled yet.
public struct WarmUp: Sendable, Equatable {
    /// By how much the occupancy of its first requests is longer, at least 1.
    public var factor: Double
    /// Requests that find the replica fresh.
    public var requests: Int

    public init(factor: Double, requests: Int) {
        self.factor = factor
        self.requests = requests
    }

    /// That of a measured replica; nil where its first requests take no longer.
    init?(_ profile: ServiceProfile) {
        guard let requests = profile.firstRequests, requests > 0, let seconds = profile.firstRequestSeconds,
            profile.occupancy.mean > 0
        else { return nil }
        self.init(factor: 1 + seconds / profile.occupancy.mean, requests: requests)
    }
}
