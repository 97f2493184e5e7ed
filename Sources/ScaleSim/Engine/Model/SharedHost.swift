/// One machine that all replicas, and what stands beside them, run on: balancer, queue, database, those who send.
///
/// A request takes CPU time of all of these, more than its replica's own, and one that comes shortly after others waits
/// until a CPU is free. The wait is that of one queue in the order of arrival which the CPUs serve together (Lindley,
/// "The Theory of Queues with a Single Server", 1952); what a request takes by itself is in its latency already, which
/// was measured on such a machine.
public struct SharedHost: Sendable, Equatable {
    public var cpus: Double
    /// CPU seconds that the whole machine spends on a request from outside, its replica's work included.
    public var cpuSecondsPerRequest: Double

    public init(cpus: Double, cpuSecondsPerRequest: Double) {
        self.cpus = cpus
        self.cpuSecondsPerRequest = cpuSecondsPerRequest
    }
}

/// The queue for the CPUs of a `SharedHost`.
struct HostQueue {
    private let work: Int64
    /// In nanoseconds since the start of the run.
    private var freeAt = Int64.min

    init(_ host: SharedHost) { work = SimTime(seconds: host.cpuSecondsPerRequest / host.cpus).nanoseconds }

    /// When a request that comes at `time` gets its turn. Requests must come in the order of their times.
    mutating func turn(at time: Int64) -> Int64 {
        let turn = max(time, freeAt)
        freeAt = turn + work
        return turn
    }
}
