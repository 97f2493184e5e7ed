/// How a client sends a failed request again.
public struct Retry: Sendable, Equatable {
    /// How often it is sent in all, at least 2.
    public var attempts: Int
    /// From a failure to the second attempt.
    public var backoff: SimTime
    /// By how much each further pause is longer.
    public var multiplier: Double
    /// Share of a pause that is random, from 0 to 1: a pause lies evenly between (1 − jitter) of it and all of it.
    public var jitter: Double

    public init(attempts: Int, backoff: SimTime, multiplier: Double = 2, jitter: Double = 0) {
        self.attempts = attempts
        self.backoff = backoff
        self.multiplier = multiplier
        self.jitter = jitter
    }
}
