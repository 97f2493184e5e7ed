/// Takes what happens to the requests of a run.
package protocol RequestSink: Sendable {
    /// A request has arrived, not before the last one that was told.
    mutating func arrive(at time: Int64)
    /// The outcome of a request that has arrived; in any order, and maybe of the future.
    mutating func record(_ outcome: RequestOutcome)
    /// Every request that arrived has its outcome.
    mutating func finish()
}
