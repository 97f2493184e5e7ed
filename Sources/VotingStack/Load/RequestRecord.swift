/// What became of one planned request. Instants are seconds since the start of the run.
package struct RequestRecord: Sendable, Equatable {
    package var planned: Double
    /// When the request was handed to the network; the planned instant where it never was.
    package var sent: Double
    /// When the last byte of the answer, or the failure, was seen.
    package var done: Double
    /// Status of the HTTP answer; 0 without one.
    package var status: Int
    package var outcome: TransferOutcome

    package init(planned: Double, sent: Double, done: Double, status: Int, outcome: TransferOutcome) {
        self.planned = planned
        self.sent = sent
        self.done = done
        self.status = status
        self.outcome = outcome
    }

    /// From the planned send time; otherwise slow replies would hide load (coordinated omission).
    package var latency: Double { done - planned }

    /// How long after its planned instant the request left.
    package var lateness: Double { sent - planned }
}

/// How a request ended.
package enum TransferOutcome: String, Codable, Sendable, CaseIterable {
    /// Status 200 and the whole body.
    case answered
    /// A whole answer with another status.
    case badStatus = "bad_status"
    case connectionRefused = "connection_refused"
    /// The connection ended before the whole answer.
    case connectionLost = "connection_lost"
    case timedOut = "timed_out"
    /// Not sent, because too many requests were in flight.
    case shed
    /// Anything else that the client library reports.
    case other
}
