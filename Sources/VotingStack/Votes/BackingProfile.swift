/// How the services behind the vote page serve, measured before a validation.
package struct BackingProfile: Codable, Sendable, Equatable {
    /// From a vote's place on an empty queue to its commit, by the worker of the stack, in seconds; ascending.
    package var storeSeconds: [Double]
    /// What each further vote of a transaction takes, in seconds.
    package var furtherVoteSeconds: Double
    /// From one count of the result page to the next, and the time that a count takes, in seconds.
    package var countCycleSeconds: Double
    package var countSeconds: Double

    package init(
        storeSeconds: [Double], furtherVoteSeconds: Double, countCycleSeconds: Double, countSeconds: Double
    ) {
        self.storeSeconds = storeSeconds
        self.furtherVoteSeconds = furtherVoteSeconds
        self.countCycleSeconds = countCycleSeconds
        self.countSeconds = countSeconds
    }
}
