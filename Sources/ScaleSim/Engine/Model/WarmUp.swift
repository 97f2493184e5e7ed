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

}

/// Which of a replica's requests find it fresh.
struct FreshRequests {
    private let factor: Double
    /// All before this number, from 0.
    private let first: Int64
    /// Of later ones those with these numbers, ascending.
    private let scattered: [Int64]

    /// By worker, where a coupon collector expects the next one that he has not: after k of n it takes n / (n − k) requests.
    init(_ warmUp: WarmUp) {
        factor = warmUp.factor
        guard warmUp.isByWorker else {
            (first, scattered) = (Int64(warmUp.requests), [])
            return
        }
        var expected = 0.0
        first = 0
        scattered = (0..<warmUp.requests).map { known in
            expected += Double(warmUp.requests) / Double(warmUp.requests - known)
            return Int64(expected) - 1
        }
    }

    /// By what factor the occupancy of the request with this number is longer.
    func factor(ofRequest number: Int64) -> Double {
        if number < first { return factor }
        guard let last = scattered.last, number <= last else { return 1 }
        return scattered.contains(number) ? factor : 1
    }
}

extension WarmUp {

    /// That of a measured replica; nil where its first requests take no longer.
    init?(_ profile: ServiceProfile) {
        guard let requests = profile.firstRequests, requests > 0, let seconds = profile.firstRequestSeconds,
            profile.occupancy.mean > 0
        else { return nil }
        self.init(factor: 1 + seconds / profile.occupancy.mean, requests: requests, isByWorker: true)
    }
}
