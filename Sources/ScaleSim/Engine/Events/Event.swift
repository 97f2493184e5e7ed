/// What happens at an instant, in a run that is followed event by event.
package struct Event: Comparable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// A server has done a job's work.
        case serverDone
        /// The first of the jobs that share a replica's CPUs is done.
        case sharedDone
        /// An answer reaches its client.
        case answered
        /// The time-out of a job.
        case deadline
        case crash
        case bootDone
        case scrape
        case evaluation
        /// A replica has been idle for as long as it may be.
        case expiry
        /// The end of the run, after which requests are only followed to their ends.
        case closing
        /// A client sends a failed request again.
        case sendAgain
        /// A user of a closed population sends the next request.
        case userSends
    }

    /// The order in which events of one instant happen.
    package enum Rank: UInt8, Comparable, Sendable {
        case serverDone
        /// Answers, and time-outs of jobs at a replica.
        case released
        case crash
        case bootDone
        /// The ready are seen by the scrape, the scrape by the policy.
        case scrape
        case evaluation
        /// Arrivals do not enter the queue, but have their place in this order.
        case arrival
        case sendAgain
        /// The time-outs of jobs that wait at the balancer.
        case gaveUp

        package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// Nanoseconds since the start of the run.
    package var time: Int64
    /// Rank, replica, number of creation, kind: a total order, so that the heap's shape does not matter.
    private var order: UInt64
    /// The job, replica, service or user that it is about.
    package var subject: Int32
    /// Of the job, or the version of what the event was computed from; another number now means that it is out of date.
    package var serial: UInt32

    @inline(__always)
    package init(
        _ kind: Kind, rank: Rank, at time: Int64, subject: Int, replica: Int, serial: UInt32, sequence: UInt32
    ) {
        self.time = time
        order =
            UInt64(rank.rawValue) << 60 | UInt64(replica & 0xFF_FFFF) << 36 | UInt64(sequence) << 4
            | UInt64(kind.rawValue)
        self.subject = Int32(truncatingIfNeeded: subject)
        self.serial = serial
    }

    @inline(__always)
    package var kind: Kind {
        guard let kind = Kind(rawValue: UInt8(order & 0xF)) else { preconditionFailure("an event has a kind") }
        return kind
    }

    @inline(__always)
    package var happensBeforeArrivals: Bool { order >> 60 < UInt64(Rank.arrival.rawValue) }

    @inline(__always)
    package static func < (left: Event, right: Event) -> Bool {
        left.time != right.time ? left.time < right.time : left.order < right.order
    }
}
