/// Takes what happens to the requests of a run.
package protocol RequestSink: Sendable {
    /// A request has arrived, not before the last one that was told.
    mutating func arrive(at time: Int64)
    /// The outcome of a request that has arrived; in any order, and maybe of the future.
    mutating func record(_ outcome: RequestOutcome)
    /// The same as `arrive` and `record` for each request of a block, which all were answered in time.
    mutating func record(_ block: borrowing RequestBlock)
    /// Every request that arrived has its outcome.
    mutating func finish()
}

extension RequestSink {
    package mutating func record(_ block: borrowing RequestBlock) { recordEach(block, timeout: .max) }

    /// - Parameter timeout: how long clients wait, in nanoseconds.
    package mutating func recordEach(_ block: borrowing RequestBlock, timeout: Int64) {
        for position in 0..<block.count {
            arrive(at: block.arrivals[position])
            record(block.outcome(at: position, timeout: timeout))
        }
    }
}
