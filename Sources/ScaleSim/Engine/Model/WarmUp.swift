import Profiles

/// A fresh replica is slower: caches are cold, code is not compiled yet.
public struct WarmUp: Sendable, Equatable {
    /// By how much the occupancy of its first requests is longer, at least 1.
    public var factor: Double
    /// Requests that find the replica fresh.
    public var requests: Int
    /// Whether those are the first ones of as many workers, of which each request meets any: the last of them waits for its
    /// first request for long.
    public var isByWorker: Bool

    public init(factor: Double, requests: Int, isByWorker: Bool = false) {
        self.factor = factor
        self.requests = requests
        self.isByWorker = isByWorker
    }

    /// That of a measured replica; nil where its first requests take no longer.
    init?(_ profile: ServiceProfile) {
        guard let requests = profile.firstRequests, requests > 0, let seconds = profile.firstRequestSeconds,
            profile.occupancy.mean > 0
        else { return nil }
        self.init(factor: 1 + seconds / profile.occupancy.mean, requests: requests, isByWorker: true)
    }
}
