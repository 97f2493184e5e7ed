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
        /// An idle service expects a request soon.
        case preWarm
        case nodeReady
        case nodeScan
        case poolBooted
        /// Something that goes wrong by schedule.
        case fault
        /// The end of the run, after which requests are only followed to their ends.
        case closing
        /// A client sends a failed request again.
        case sendAgain
        /// The host's CPUs come to a request.
        case hostTurn
        /// A user of a closed population sends the next request.
        case userSends
    }

    /// The order in which events of one instant happen.
    package enum Rank: UInt8, Comparable, Sendable {
        case serverDone
        /// Answers, and time-outs of jobs at a replica.
        case released
        case crash
        case nodeReady
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
    package let time: Int64
    /// Rank, replica, number of creation: with the time a total order, so that the heap's shape does not matter.
    private let order: UInt64
    /// Serial and subject, in one word since events are moved about a lot.
    private let about: UInt64
    package let kind: Kind

    @inline(__always)
    package init(
        _ kind: Kind, rank: Rank, at time: Int64, subject: Int, replica: Int, serial: UInt32, sequence: UInt32
    ) {
        self.time = time
        order = UInt64(rank.rawValue) << 60 | UInt64(replica & 0xFFF_FFFF) << 32 | UInt64(sequence)
        about = UInt64(serial) << 32 | UInt64(UInt32(truncatingIfNeeded: subject))
        self.kind = kind
    }

    /// The job, replica, service or user that it is about.
    @inline(__always)
    package var subject: Int { Int(UInt32(truncatingIfNeeded: about)) }

    /// Of the job, or the version of what the event was computed from; another number now means that it is out of date.
    @inline(__always)
    package var serial: UInt32 { UInt32(about >> 32) }

    /// Comes after all others.
    package static var never: Event {
        Event(.closing, rank: .gaveUp, at: .max, subject: 0, replica: -1, serial: 0, sequence: .max)
    }

    @inline(__always)
    package var precedesArrivals: Bool { order >> 60 < UInt64(Rank.arrival.rawValue) }

    /// Time and order as one number, which is compared without a branch.
    @inline(__always)
    private var key: Int128 { Int128(time) << 64 | Int128(order) }

    @inline(__always)
    package static func < (left: Event, right: Event) -> Bool { left.key < right.key }
}
