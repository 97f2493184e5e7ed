/// One attempt of a request at one service, while it lasts.
package struct Job: Sendable {
    package enum State: UInt8, Sendable {
        /// At the balancer, since no replica can take it.
        case waiting
        /// At a replica, before a server has taken it on.
        case queued
        case working
        /// Waits for another service's answer.
        case calling
        /// Its work is done, its answer under way.
        case answering
        /// Between two attempts, or before the host's CPUs come to it.
        case pausing
    }

    /// Of the request that came into the system, which calls and attempts share.
    package let index: UInt64
    /// Of the first attempt, in nanoseconds since the start of the run.
    package var arrival: Int64
    /// Of this attempt.
    package var sent: Int64
    /// When a server took it on; `Int64.max` before.
    package var start: Int64 = .max
    /// Server time that it needs, in nanoseconds.
    package var demand: Int64 = 0
    /// Number among all replicas of the scenario; −1 before it is sent to one.
    package var replica: Int32 = -1
    /// Which call it is.
    package let site: Int32
    /// The job that waits for this one's answer; −1 for none.
    package var parent: Int32 = -1
    package var parentSerial: UInt32 = 0
    /// Of a closed population, who sent it; −1 for requests from outside.
    package let user: Int32
    /// The next in the queue that it stands in.
    package var next: Int32 = -1
    /// Neighbours in the list of those that may time out.
    package var laterDeadline: Int32 = -1
    package var earlierDeadline: Int32 = -1
    /// Counts the jobs that have had this slot, so that events of earlier ones are known as such.
    package var serial: UInt32
    /// Calls already made.
    package var callsMade: UInt16 = 0
    /// From 0.
    package var attempt: UInt8 = 0
    package var state: State = .waiting
    /// Whether its client has given up; its replica works on all the same.
    package var isAbandoned = false
    /// Whether it holds one of its replica's servers.
    package var holdsServer = false
    package var hasDeadline = false
    /// Whether its answer is on its way and will not be late: an answer at the instant of the time-out is not.
    package var isInTime = false

    /// - Parameters:
    ///   - time: when it is sent for the first time, in nanoseconds since the start of the run.
    ///   - user: who sends it; −1 for a request from outside.
    @inline(__always)
    init(index: UInt64, sent time: Int64, site: Int, user: Int, serial: UInt32) {
        self.index = index
        arrival = time
        sent = time
        self.site = Int32(truncatingIfNeeded: site)
        self.user = Int32(truncatingIfNeeded: user)
        self.serial = serial
    }

    /// Whether its replica knows of it.
    var isHeldByReplica: Bool { state != .waiting && state != .pausing }
}
