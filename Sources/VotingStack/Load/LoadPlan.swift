import BootProbe

/// Where votes are posted.
package struct VotePage: Sendable, Equatable {
    /// By an address, not a name, which would have to be looked up.
    package var endpoint: Endpoint
    package var path: String
    /// What the page signs its voters' cookies with; nil sends them as they are.
    package var secret: VoterSecret?
    /// Whether each request casts a vote; else it fetches the page.
    package var takesVotes: Bool

    package init(_ endpoint: Endpoint, path: String = "/", secret: VoterSecret? = nil, takesVotes: Bool = true) {
        self.takesVotes = takesVotes
        self.endpoint = endpoint
        self.path = path
        self.secret = secret
    }
}

/// An open-loop load: each request leaves at its planned instant, whatever became of those before it.
package struct LoadPlan: Sendable, Equatable {
    package var target: VotePage
    /// Planned send instants in seconds since the start of the run, ascending.
    package var sendSeconds: [Double]
    /// Seconds from its send after which a request has failed.
    package var timeoutSeconds: Double
    /// Most requests in flight at once; one that would be more is not sent, but counted as `shed`.
    package var inFlightMax: Int
    /// Decides voters and votes.
    package var seed: UInt64
    /// Number of each request's voter; nil gives every request a voter of its own.
    package var voters: [Int]?

    package init(
        target: VotePage, sendSeconds: [Double], timeoutSeconds: Double = 30,
        inFlightMax: Int = 4_000, seed: UInt64 = 1, voters: [Int]? = nil
    ) {
        precondition(zip(sendSeconds, sendSeconds.dropFirst()).allSatisfy { $0 <= $1 }, "send instants must ascend")
        precondition(timeoutSeconds > 0 && inFlightMax > 0)
        precondition(voters.map { $0.count == sendSeconds.count } ?? true, "every request needs a voter")
        self.target = target
        self.sendSeconds = sendSeconds
        self.timeoutSeconds = timeoutSeconds
        self.inFlightMax = inFlightMax
        self.seed = seed
        self.voters = voters
    }

    /// What the request of an index sends.
    package func ballot(_ index: Int) -> Ballot { Ballot(seed: seed, index: index, voter: voters?[index]) }
}
