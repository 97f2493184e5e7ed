/// What became of one request. Times are nanoseconds since the start of the run.
package struct RequestOutcome: Sendable, Equatable {
    package var index: UInt64
    package var arrival: Int64
    /// When a server took it on; equals `end` for a request that was given up at the balancer.
    package var start: Int64
    /// When it was answered, or given up.
    package var end: Int64
    /// −1 for a request that was given up at the balancer.
    package var replica: Int32
    package var failed: Bool

    package init(index: UInt64, arrival: Int64, start: Int64, end: Int64, replica: Int32, failed: Bool) {
        self.index = index
        self.arrival = arrival
        self.start = start
        self.end = end
        self.replica = replica
        self.failed = failed
    }
}

/// Takes what happens to the requests of a run.
package protocol RequestSink: Sendable {
    /// A request has arrived, not before the last one that was told.
    mutating func arrive(at time: Int64)
    /// The outcome of a request that has arrived; in any order, and maybe of the future.
    mutating func record(_ outcome: RequestOutcome)
    /// Every request that arrived has its outcome.
    mutating func finish()
}
