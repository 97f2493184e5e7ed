/// What becomes of a request at its replica, in nanoseconds since the start of the run.
package struct Served: Sendable, Equatable {
    package var start: Int64
    package var finish: Int64
    /// Server-nanoseconds that the replica spends because of it.
    package var work: Int64
}

/// When each bottleneck server of each replica becomes free: the workload vectors of Kiefer and Wolfowitz, "On the
/// Theory of Queues with Many Servers" (1955), one for each replica.
///
/// A first-come-first-served replica needs no departure events: a request starts on the server that is free first, so
/// its waiting time is known the moment that it arrives. Each vector is kept ascending, its least element first.
package struct ServerBank: Sendable {
    private let servers: Int
    /// Nanoseconds since the start of the run; replica `r` owns `servers` of them from `r * servers`.
    private var freeAt: ContiguousArray<Int64> = []
    /// Serves in place of the servers where CPU is limited.
    private var bandwidth: CPUBandwidth?

    /// - Parameter bandwidth: the CPU of each replica, where a quota limits it; there is then one server.
    package init(servers: Int, bandwidth: CPUBandwidth? = nil) {
        precondition(servers > 0, "a replica has at least one server")
        precondition(bandwidth == nil || servers == 1, "a limited CPU is one server")
        self.servers = servers
        self.bandwidth = bandwidth
    }

    /// Makes room for one more replica, whose servers are all free.
    package mutating func addReplica() {
        freeAt.append(contentsOf: repeatElement(0, count: servers))
        bandwidth?.addReplica()
    }

    /// Takes a request on at `time` for `occupancy` nanoseconds and returns when it starts and finishes; O(servers).
    ///
    /// Requests must come in the order of their times.
    @inline(__always)
    package mutating func serve(replica: Int, at time: Int64, occupancy: Int64) -> Served {
        if let served = bandwidth?.serve(replica: replica, at: time, demand: occupancy) { return served }
        let first = replica * servers
        let start = max(time, freeAt[first])
        let finish = start + occupancy
        let servers = servers
        var freeAt = freeAt.mutableSpan
        Self.insert(finish, into: &freeAt, from: first, servers: servers)
        return Served(start: start, finish: finish, work: occupancy)
    }

    /// Whether `serve(_:)` can take blocks on.
    package var isUnlimited: Bool { bandwidth == nil }

    /// Takes on all requests of a block when they arrive; what they answer is known when the servers are done.
    package mutating func serve(_ block: inout RequestBlock) {
        precondition(isUnlimited, "no CPU is limited")
        serve(
            block.arrivals, at: block.replicas, for: block.occupancies, count: block.count, starts: &block.starts,
            finishes: &block.answers)
    }

    private mutating func serve(
        _ arrivals: ContiguousArray<Int64>, at replicas: ContiguousArray<Int32>,
        for occupancies: ContiguousArray<Int64>, count: Int, starts: inout ContiguousArray<Int64>,
        finishes: inout ContiguousArray<Int64>
    ) {
        let servers = servers
        // As spans, which are checked for sharing once and not at every element.
        var freeAt = freeAt.mutableSpan
        var starts = starts.mutableSpan
        var finishes = finishes.mutableSpan
        for position in 0..<count {
            let first = Int(replicas[position]) * servers
            let start = max(arrivals[position], freeAt[first])
            let finish = start + occupancies[position]
            Self.insert(finish, into: &freeAt, from: first, servers: servers)
            starts[position] = start
            finishes[position] = finish
        }
    }

    /// Up to as many it is quicker to move all of them than to find out which must be: where to stop is as good as
    /// random, and a branch that is foretold wrongly costs more than a dozen moves.
    private static let fewServers = 32

    /// Puts `finish` in the place of the least element of a replica, and all in order again.
    @inline(__always)
    private static func insert(_ finish: Int64, into freeAt: inout MutableSpan<Int64>, from first: Int, servers: Int) {
        let last = first + servers - 1
        if servers <= fewServers {
            // No element waits for another: each becomes the median of itself, the next one and `finish`, which is not
            // before the least.
            for slot in first..<last { freeAt[slot] = max(freeAt[slot], min(freeAt[slot + 1], finish)) }
            freeAt[last] = max(freeAt[last], finish)
            return
        }
        var slot = first
        while slot < last, freeAt[slot + 1] < finish {
            freeAt[slot] = freeAt[slot + 1]
            slot += 1
        }
        freeAt[slot] = finish
    }

    /// Work that the servers of `replica` have before them at `time`, in server-nanoseconds; O(servers).
    ///
    /// Exact where no request after `time` has been taken on: from then on each server is busy without a gap until it
    /// is free.
    package func backlog(replica: Int, at time: Int64) -> Int64 {
        if let bandwidth { return bandwidth.backlog(replica: replica, at: time) }
        return freeAt[replica * servers..<(replica + 1) * servers].reduce(0) { $0 + max(0, $1 - time) }
    }
}
