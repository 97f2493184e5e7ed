/// One machine that all replicas run on, and what stands beside them: balancer, queue, database, those who send.
///
/// What a request takes by itself is in its latency already, which was measured on such a machine.
public enum SharedHost: Sendable, Equatable {
    /// A request takes CPU time of all of these, more than its replica's own, and one that comes shortly after others waits
    /// until a CPU is free: in one queue in the order of arrival which `cpus` serve together (Lindley, "The Theory of Queues
    /// with a Single Server", 1952).
    ///
    /// - Parameter secondsPerRequest: CPU seconds that the whole machine spends on a request from outside, its replica's work
    ///   included.
    case queue(cpus: Double, secondsPerRequest: Double)
    /// Requests and boots hold each other up as the profile of their service says: `ServiceProfile.interference` by the rate of the
    /// requests, `BootProfile.surface` by how many boot at a time, and `ServiceProfile.bootSlowdown`.
    case measured

    /// The same with CPUs that take `factor` times as long for everything; profiles are another's.
    package func scaled(by factor: Double) -> SharedHost {
        guard case .queue(let cpus, let seconds) = self else { return self }
        return .queue(cpus: cpus, secondsPerRequest: seconds * factor)
    }
}

/// The queue for the CPUs of a `SharedHost`.
struct HostQueue {
    private let work: Int64
    /// In nanoseconds since the start of the run.
    private var freeAt = Int64.min

    init(cpus: Double, secondsPerRequest: Double) {
        work = SimTime(seconds: secondsPerRequest / cpus).nanoseconds
    }

    /// When a request that comes at `time` gets its turn. Requests must come in the order of their times.
    mutating func turn(at time: Int64) -> Int64 {
        let turn = max(time, freeAt)
        freeAt = turn + work
        return turn
    }
}
