import BootProbe
import ScaleSim

/// Simulates what becomes of votes behind the page: the worker stores all that wait in one transaction, as soon as it has
/// done with the last, and the result page counts at regular instants.
package struct VoteFlowModel: ~Copyable {
    /// The most votes that the worker takes at once.
    private static let batchMax = 500

    private let profile: BackingProfile
    private let random: SeededRandom

    package init(_ profile: BackingProfile, seed: UInt64) {
        self.profile = profile
        random = SeededRandom(seed: seed)
    }

    /// When votes are stored that are queued at `queued`, ascending; in seconds.
    package func stored(_ queued: [Double]) -> [Double] {
        var stored: [Double] = []
        stored.reserveCapacity(queued.count)
        var free = -Double.infinity
        while stored.count < queued.count {
            let start = max(free, queued[stored.count])
            var count = 1
            while count < Self.batchMax, stored.count + count < queued.count, queued[stored.count + count] <= start {
                count += 1
            }
            let first = profile.storeSeconds[random.index(below: profile.storeSeconds.count)]
            free = start + first + Double(count - 1) * profile.furtherVoteSeconds
            stored += Array(repeating: free, count: count)
        }
        return stored
    }

    /// What follows from the requests of a simulated run.
    ///
    /// - Parameters:
    ///   - requests: to the vote page.
    ///   - work: of simulated workers; nil has the model store the votes.
    package func flow(
        of requests: [RequestOutcome], storedBy work: [RequestOutcome]? = nil, durationSeconds: Double
    ) -> VoteFlow {
        let votes = work.map { Self.votes(requests, $0) } ?? votes(requests)
        // The page counts at an instant that has nothing to do with the run's start.
        let phase = random.unit() * profile.countCycleSeconds
        return VoteFlow(
            votes.map { vote in
                var vote = vote
                let counts = ((vote.stored - phase) / profile.countCycleSeconds).rounded(.up)
                vote.visible = phase + counts * profile.countCycleSeconds + profile.countSeconds
                return vote
            }, durationSeconds: durationSeconds)
    }

    private func votes(_ requests: [RequestOutcome]) -> [VoteFlow.Vote] {
        let answered = requests.filter { !$0.failed }.sorted { ($0.end, $0.index) < ($1.end, $1.index) }
        let stored = stored(answered.map { SimTime(nanoseconds: $0.end).seconds })
        return zip(answered, stored).map { request, stored in
            let queued = SimTime(nanoseconds: request.end).seconds
            return VoteFlow.Vote(
                planned: SimTime(nanoseconds: request.arrival).seconds, queued: queued, stored: stored)
        }
    }

    private static func votes(_ requests: [RequestOutcome], _ work: [RequestOutcome]) -> [VoteFlow.Vote] {
        let arrivals = Dictionary(requests.map { ($0.index, $0.arrival) }, uniquingKeysWith: { first, _ in first })
        return work.filter { !$0.failed }.compactMap { outcome in
            arrivals[outcome.index].map { arrival in
                VoteFlow.Vote(
                    planned: SimTime(nanoseconds: arrival).seconds,
                    queued: SimTime(nanoseconds: outcome.arrival).seconds,
                    stored: SimTime(nanoseconds: outcome.end).seconds)
            }
        }
    }
}
