/// A replica whose jobs share its CPUs equally, each using one at most: egalitarian processor sharing.
///
/// All jobs progress at the same rate, so one clock of attained service orders their ends, and a job needs an entry in
/// a heap in place of a new event at every change (virtual time; Parekh and Gallager, "A Generalized Processor Sharing
/// Approach to Flow Control", IEEE/ACM Transactions on Networking 1, 1993).
package struct SharedProcessor: Sendable {
    private struct Share: Comparable, Sendable {
        /// Attained service at which it is done.
        var end: Double
        var order: UInt64
        var slot: Int32

        static func < (left: Share, right: Share) -> Bool {
            left.end != right.end ? left.end < right.end : left.order < right.order
        }
    }

    private let cpus: Double
    private var shares = MinHeap<Share>()
    private var entered: UInt64 = 0
    /// Service that a job present since the last idle time has had, in nanoseconds.
    private var attained = 0.0
    private var clock: Int64 = 0
    private var workDone = 0.0
    /// Changes with the jobs; an end computed before is then out of date.
    package private(set) var version: UInt32 = 0

    package init(cpus: Double) { self.cpus = cpus }

    /// Nanoseconds of service that each job gets in a nanosecond.
    private var rate: Double { min(1, cpus / Double(max(1, shares.count))) }

    private mutating func advance(to time: Int64) {
        let elapsed = Double(time - clock)
        attained += elapsed * rate
        workDone += elapsed * min(cpus, Double(shares.count))
        clock = time
    }

    package mutating func enter(_ slot: Int, demand: Int64, at time: Int64) {
        advance(to: time)
        if shares.isEmpty { attained = 0 }
        entered += 1
        shares.insert(Share(end: attained + Double(demand), order: entered, slot: Int32(slot)))
        version &+= 1
    }

    /// When the next job is done if none enters; nil when idle.
    package var nextEnd: Int64? {
        shares.min.map { clock + Int64((max(0, $0.end - attained) / rate).rounded(.up)) }
    }

    /// Takes out the job that is done at `time`, as `nextEnd` said.
    package mutating func removeNext(at time: Int64) -> Int {
        advance(to: time)
        let share = shares.removeMin()
        attained = max(attained, share.end)
        version &+= 1
        return Int(share.slot)
    }

    /// Forgets all jobs: the replica has crashed.
    package mutating func removeAll(at time: Int64) {
        advance(to: time)
        shares = MinHeap()
        version &+= 1
    }

    /// In CPU-nanoseconds.
    package func workDone(at time: Int64) -> Int64 {
        Int64(workDone + Double(time - clock) * min(cpus, Double(shares.count)))
    }
}
