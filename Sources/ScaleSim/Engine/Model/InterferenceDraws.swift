import Profiles

/// By how much the requests of one site are delayed since others are served beside them; see `Interference`.
struct InterferenceDraws: Sendable {
    /// At increasing rates, at least two.
    private let levels: [(rate: Double, latency: DurationSampler)]

    /// - Parameter stream: which decides about the requests' own delay, too.
    init?(_ levels: [Interference]?, stream: RandomStream) {
        guard let levels, levels.count > 1 else { return nil }
        self.levels = levels.map { ($0.requestsPerSecond, DurationSampler($0.latency, stream: stream)) }
    }

    /// By how much draw `index` takes longer while `rate` requests come per second than at the first level, in nanoseconds; less
    /// than 0 where it is shorter.
    ///
    /// Linear in the rate between two levels; beyond the last as between the last two. Below the first there is none.
    func nanoseconds(_ index: UInt64, rate: Double) -> Int64 {
        guard rate > levels[0].rate else { return 0 }
        let upper = levels.dropFirst().firstIndex { rate <= $0.rate } ?? levels.count - 1
        let (low, high) = (levels[upper - 1], levels[upper])
        let (shorter, longer) = (low.latency.seconds(index), high.latency.seconds(index))
        let share = (rate - low.rate) / (high.rate - low.rate)
        let latency = shorter + share * (longer - shorter)
        return DurationSampler.rounded(latency - levels[0].latency.seconds(index))
    }
}
