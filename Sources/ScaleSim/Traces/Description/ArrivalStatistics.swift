/// What a run of arrivals looks like; made in one pass, in memory that does not grow.
public struct ArrivalStatistics: Codable, Sendable, Equatable {
    /// The index of dispersion of counts, variance over mean: 1 for a Poisson process, more for bursts.
    public struct Dispersion: Codable, Sendable, Equatable {
        public var binSeconds: Double
        public var index: Double
    }

    public var requests: Int
    public var durationSeconds: Double
    public var meanRate: Double
    /// Requests per second in the fullest second.
    public var peakRateOverSecond: Double
    /// Requests per second in the fullest 60 seconds on end; nil where there are fewer.
    public var peakRateOverMinute: Double?
    /// Coefficient of variation of the gaps between requests: 1 for a Poisson process; nil for fewer than three requests.
    public var gapVariation: Double?
    /// Between a gap and the next: 0 for a renewal process.
    public var gapCorrelation: Double?
    /// Between the numbers of requests in a second and in the next.
    public var countCorrelation: Double?
    public var dispersion: [Dispersion]
    /// Requests in equal parts of the duration.
    public var profile: [Int]

    /// Parts of the profile.
    public static let parts = 60
    /// Seconds: from one to an hour, those of which the duration holds at least ten.
    static let binSeconds = [1.0, 10, 60, 600, 3600]
}

extension ArrivalStatistics {
    /// Ten signs from no request to the most, one for each part of the duration.
    public var sparkline: String {
        let signs = Array(" .:-=+*#%@")
        let most = max(1, profile.max() ?? 1)
        // Only what is nothing looks like nothing.
        return String(profile.map { $0 == 0 ? signs[0] : signs[max(1, $0 * (signs.count - 1) / most)] })
    }
}

/// Makes the statistics of the arrivals before `end`.
package struct ArrivalSurvey: ArrivalVisitor {
    private let end: Int64

    package init(until end: SimTime) { self.end = end.nanoseconds }

    package func visit(_ arrivals: some ArrivalSource) -> ArrivalStatistics {
        var arrivals = arrivals
        var bins = ArrivalStatistics.binSeconds.map { CountBins(seconds: $0) }
        var gaps = GapMoments()
        var minute = FullestMinute()
        var profile = [Int](repeating: 0, count: ArrivalStatistics.parts)
        let part = max(1, (end + Int64(profile.count) - 1) / Int64(profile.count))
        var requests = 0
        while let instant = arrivals.next(), instant < end {
            requests += 1
            gaps.add(instant)
            minute.add(instant)
            for index in bins.indices { bins[index].add(instant) }
            profile[Int(instant / part)] += 1
        }
        let seconds = Double(end) / 1e9
        return ArrivalStatistics(
            requests: requests, durationSeconds: seconds, meanRate: Double(requests) / seconds,
            peakRateOverSecond: bins[0].peakRate, peakRateOverMinute: seconds >= 60 ? Double(minute.most) / 60 : nil,
            gapVariation: gaps.variation, gapCorrelation: gaps.correlation,
            countCorrelation: bins[0].moments(until: end)?.correlation,
            dispersion: bins.compactMap { bins in
                bins.moments(until: end).map { .init(binSeconds: Double(bins.width) / 1e9, index: $0.dispersion) }
            }, profile: profile)
    }
}

/// The most requests in 60 whole seconds on end.
private struct FullestMinute {
    /// Of the last 60 seconds up to `second`, each at itself modulo 60.
    private var counts = [Int](repeating: 0, count: 60)
    private var second: Int64 = 0
    private var sum = 0
    private(set) var most = 0

    @inline(__always)
    mutating func add(_ instant: Int64) {
        let now = instant / 1_000_000_000
        if now != second { advance(to: now) }
        counts[Int(now % 60)] += 1
        sum += 1
        most = max(most, sum)
    }

    private mutating func advance(to now: Int64) {
        for left in max(second + 1, now - 59)...now {
            sum -= counts[Int(left % 60)]
            counts[Int(left % 60)] = 0
        }
        second = now
    }
}

/// Moments of the gaps between requests, about the first gap so that few digits cancel.
private struct GapMoments {
    private var last: Int64?
    private var first: Double?
    private var previous = 0.0
    private var number = 0.0
    private var origin = 0.0
    private var sum = 0.0
    private var squares = 0.0
    private var products = 0.0

    @inline(__always)
    mutating func add(_ instant: Int64) {
        defer { last = instant }
        guard let last else { return }
        let gap = Double(instant - last) / 1e9
        if number == 0 { origin = gap }
        let distance = gap - origin
        if number > 0 { products += previous * distance }
        if first == nil { first = distance }
        (number, sum, squares, previous) = (number + 1, sum + distance, squares + distance * distance, distance)
    }

    private var deviations: Double { max(0, squares - sum * sum / number) }

    var variation: Double? {
        guard number >= 2, origin * number + sum > 0 else { return nil }
        return (deviations / (number - 1)).squareRoot() / (origin + sum / number)
    }

    var correlation: Double? {
        guard number >= 3, let first, deviations > 1e-9 * squares else { return nil }
        let mean = sum / number
        return (products - mean * (2 * sum - first - previous) + (number - 1) * mean * mean) / deviations
    }
}
