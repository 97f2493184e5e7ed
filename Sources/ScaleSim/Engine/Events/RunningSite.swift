import Profiles

/// A place in the tree of calls, with the work that requests draw there.
struct RunningSite: ~Copyable {
    let service: Int
    let style: Call.Style?
    let calls: [Int]
    let lastBlocking: Int
    private let number: UInt16
    private let profile: ServiceProfile
    private let seed: UInt64
    private var work: WorkDraws
    private let interference: InterferenceDraws?

    init(_ site: CallTree.Site, number: Int, profile: ServiceProfile, seed: UInt64) {
        service = site.service
        style = site.style
        calls = site.calls
        lastBlocking = site.lastBlocking
        self.number = UInt16(number)
        self.profile = profile
        self.seed = seed
        work = WorkDraws(profile, seed: seed, site: UInt16(number))
        interference = InterferenceDraws(
            profile.interference,
            stream: RandomStream(seed: seed, purpose: profile.delayPurpose, site: UInt16(number)))
    }

    /// In nanoseconds; another attempt draws anew.
    @inline(__always)
    mutating func occupancy(_ index: UInt64, attempt: UInt8) -> Int64 {
        attempt == 0 ? work.occupancy.nanoseconds(index) : again(profile.occupancy, .occupancy, index, attempt)
    }

    @inline(__always)
    mutating func delay(_ index: UInt64, attempt: UInt8) -> Int64 {
        attempt == 0 ? work.delay.nanoseconds(index) : again(profile.delay, profile.delayPurpose, index, attempt)
    }

    /// By how much others make it longer while `rate` requests come per second, in nanoseconds; see `InterferenceDraws`.
    func interference(_ index: UInt64, attempt: UInt8, rate: Double) -> Int64 {
        guard attempt > 0 else { return interference?.nanoseconds(index, rate: rate) ?? 0 }
        let stream = RandomStream(seed: seed, purpose: profile.delayPurpose, site: number, attempt: attempt)
        return InterferenceDraws(profile.interference, stream: stream)?.nanoseconds(index, rate: rate) ?? 0
    }

    private func again(
        _ distribution: Distribution, _ purpose: RandomStream.Purpose, _ index: UInt64, _ attempt: UInt8
    ) -> Int64 {
        let stream = RandomStream(seed: seed, purpose: purpose, site: number, attempt: attempt)
        return DurationSampler(distribution, stream: stream).nanoseconds(index)
    }

    /// What tells apart the draws of `attempt` here from all others of the request.
    @inline(__always)
    func key(_ index: UInt64, attempt: UInt8) -> UInt64 {
        index ^ UInt64(number) << 48 ^ UInt64(attempt) << 40
    }
}
