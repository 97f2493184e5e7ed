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
