/// What became of one request. Times are nanoseconds since the start of the run.
package struct RequestOutcome: Sendable, Equatable {
    package enum Ending: UInt8, Sendable {
        case answered
        /// No answer within the time-out.
        case timedOut
        /// Refused because a queue was full.
        case refused
        /// The replica crashed, or a call to another service failed.
        case broken
    }

    package var index: UInt64
    package var arrival: Int64
    /// When a server took it on; equals `end` for a request that none took on.
    package var start: Int64
    /// When it was answered, or given up.
    package var end: Int64
    /// The replica of the last attempt; −1 for a request that reached none.
    package var replica: Int32
    package var ending: Ending

    package var failed: Bool { ending != .answered }

    package init(index: UInt64, arrival: Int64, start: Int64, end: Int64, replica: Int32, ending: Ending) {
        self.index = index
        self.arrival = arrival
        self.start = start
        self.end = end
        self.replica = replica
        self.ending = ending
    }

    /// Of a request that its replica answers at `answer`, whether or not its client, who waits for `timeout`
    /// nanoseconds, is still there.
    @inline(__always)
    package init(index: UInt64, arrival: Int64, start: Int64, answer: Int64, timeout: Int64, replica: Int32) {
        let latency = answer - arrival
        let end = arrival + min(latency, timeout)
        self.init(
            index: index, arrival: arrival, start: min(start, end), end: end, replica: replica,
            ending: latency > timeout ? .timedOut : .answered)
    }
}

extension [RequestOutcome] {
    /// Latencies of the answered ones, in seconds.
    package var latencySeconds: [Double] {
        filter { !$0.failed }.map { SimTime(nanoseconds: $0.end - $0.arrival).seconds }
    }
}
