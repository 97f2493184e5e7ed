import Profiles

/// A closed population in the course of a run.
struct RunningPopulation {
    let site: Int
    private let thinking: DurationSampler
    /// By user.
    private var requests: ContiguousArray<UInt64>

    init(_ population: ClosedPopulation, site: Int, seed: UInt64) {
        self.site = site
        thinking = DurationSampler(
            population.thinking, stream: RandomStream(seed: seed, purpose: .thinking, site: UInt16(site)))
        requests = ContiguousArray(repeating: 0, count: population.users)
    }

    var users: Range<Int> { 0..<requests.count }

    /// Of the user's next request: the same for each user's n-th whatever the others do.
    func nextIndex(_ user: Int) -> UInt64 { requests[user] * UInt64(requests.count) + UInt64(user) }

    func thinkingTime(_ user: Int) -> Int64 { thinking.nanoseconds(nextIndex(user)) }

    mutating func send(_ user: Int) -> UInt64 {
        defer { requests[user] += 1 }
        return nextIndex(user)
    }
}

extension EventEngine {
    mutating func startPopulation() {
        guard let population else { return }
        for user in population.users { think(user) }
    }

    /// A user thinks, then sends.
    mutating func think(_ user: Int) {
        guard let population else { return }
        let time = now + population.thinkingTime(user)
        if time < horizon { events.add(.userSends, rank: .sendAgain, at: time, subject: user, replica: user) }
    }

    mutating func userSends(_ user: Int) {
        guard let index = population?.send(user), let site = population?.site else { return }
        enter(index, site: site, user: user)
    }
}
