import Profiles

/// CPU time under the quota of a control group: in each period a replica may use `quota` nanoseconds of CPU, and stands
/// still for the rest of the period once they are used.
///
/// This is CFS bandwidth control as Linux documents it (Documentation/scheduler/sched-bwc.rst) for one runnable task:
/// a request of 2 ms of CPU takes 2 ms while the replica has quota left, and 77 ms when it meets the end of a quota of
/// 25 ms in 100 ms. Requests are served in the order of their arrival. No step depends on the backlog: a completion is
/// computed, not walked to, so a request costs O(1).
///
/// A request that finds the replica idle makes it do more, the longer it has been so: caches have cooled, which the request
/// itself waits for, and all sleeping workers wake up for one connection, which comes after it and delays only later ones (a
/// queue with exceptional first service: Welch, "On a Generalized M/G/1 Queuing Process in Which the First Customer of
/// Each Busy Period Receives Exceptional Service", Operations Research 12, 1964). A replica of several workers is idle in this
/// sense as long as one of them is: that one wakes up for the request. Only a request that waits until a worker is done with
/// another one costs nothing besides.
///
/// What a replica does by itself, as its other workers load, shares the CPU with requests and uses the quota up before them.
package struct CPUBandwidth: Sendable {
    /// One replica's CPU.
    private struct State {
        /// Up to when the work has been accounted for, in nanoseconds since the start of the run.
        var clock: Int64
        /// Work not yet done, in CPU nanoseconds.
        var backlog: Int64 = 0
        /// Beside it, what the replica has to do by itself, for which nobody waits.
        var background: Int64 = 0
        /// CPU used since the current period began.
        var used: Int64 = 0
        /// Start of the period that holds `clock`.
        var periodStart: Int64
        /// When all work is done, or was, if nothing else comes; long ago for a fresh replica.
        var emptyAt = -CPUBandwidth.longAgo
        /// When the last request came.
        var lastArrival = -CPUBandwidth.longAgo
        /// All work that was ever taken on, and which of the replica's places in `ends` is the oldest.
        var assigned: Int64 = 0
        var oldest = 0
    }

    private let quota: Int64
    private let period: Int64
    private let wakeUp: Int64
    private let wakeUpLatency: Int64
    /// In nanoseconds; nil where a replica is as idle as it can be at once.
    private let cooling: Double?
    private let workers: Int
    private let phases: RandomStream
    /// Of each replica the work after which each of its last `workers` requests is done, in the terms of `State.assigned`.
    private var ends: ContiguousArray<Int64> = []
    private var replicas: ContiguousArray<State> = []

    /// - Parameters:
    ///   - wakeUp: CPU that a replica which has been idle for long uses besides, when a request comes.
    ///   - wakeUpLatency: the part of that which the request itself waits for; at most all.
    ///   - cooling: time without work after which it is 1 − 1/e of that; nil for at once.
    ///   - workers: requests that the replica takes up at once, though it works on them one after another.
    ///   - phases: Decides where in the run each replica's periods begin, which depends on when its control group was
    ///     made.
    package init(
        _ limit: CPULimit, wakeUp: SimTime = .zero, wakeUpLatency: SimTime = .zero, cooling: SimTime? = nil,
        workers: Int = 1, phases: RandomStream
    ) {
        period = SimTime(seconds: limit.periodSeconds).nanoseconds
        quota = SimTime(seconds: limit.periodSeconds * limit.cpus).nanoseconds
        precondition(quota > 0 && period > 0, "a CPU limit allows some CPU in each period")
        precondition(wakeUpLatency <= wakeUp, "a request waits for no more than the wake-up")
        precondition(workers >= 1, "somebody works")
        self.wakeUp = wakeUp.nanoseconds
        self.wakeUpLatency = wakeUpLatency.nanoseconds
        self.workers = workers
        self.cooling = cooling.map { Double($0.nanoseconds) }
        self.phases = phases
    }

    /// Makes room for one more replica, which is idle.
    package mutating func addReplica() {
        let phase = Int64(phases.uniform(UInt64(replicas.count)) * Double(period))
        replicas.append(State(clock: phase - period, periodStart: phase - period))
        ends.append(contentsOf: repeatElement(0, count: workers))
    }

    /// Takes a request of `demand` CPU nanoseconds on at `time`.
    ///
    /// Requests must come in the order of their times.
    package mutating func serve(replica: Int, at time: Int64, demand: Int64) -> Served {
        var state = advanced(replicas[replica], to: time)
        let place = replica * workers + state.oldest
        let isWaiting = ends[place] > state.assigned - state.backlog
        let gap = time - (state.backlog == 0 ? state.emptyAt : state.lastArrival)
        let besides = isWaiting ? 0 : cooled(wakeUp, after: gap)
        let before = isWaiting ? 0 : cooled(wakeUpLatency, after: gap)
        let shared = min(state.background, (demand + before) * Int64(max(1, workers - 1)))
        state.background -= shared
        let first = min(1, demand)
        let served = Served(
            start: instant(ofWork: state.backlog + first, from: state) - first,
            finish: instant(ofWork: state.backlog + shared + demand + before, from: state), work: demand + besides)
        state.backlog += shared + served.work
        state.assigned += shared + served.work
        ends[place] = state.assigned
        if cooling != nil { state.emptyAt = instant(ofWork: state.backlog, from: state) }
        state.oldest = (state.oldest + 1) % workers
        state.lastArrival = time
        replicas[replica] = state
        return served
    }

    /// Gives a replica `work` CPU nanoseconds to do by itself from `time` on, beside its requests: its other workers load.
    ///
    /// Where no request is there it gets the CPU alone; where one is, each of these workers gets as much of it as the request.
    package mutating func occupy(replica: Int, at time: Int64, work: Int64) {
        replicas[replica] = advanced(replicas[replica], to: time)
        replicas[replica].background += work
    }

    /// CPU nanoseconds that a replica which has enough to do for a whole period can use in a `span` of nanoseconds; nil for one that has
    /// less.
    package func used(by replica: Int, at time: Int64, within span: Int64) -> Int64? {
        guard backlog(replica: replica, at: time) >= quota else { return nil }
        return Int64((Double(span) / Double(period) * Double(quota)).rounded())
    }

    /// Ten years, and yet no difference of times overflows.
    private static let longAgo: Int64 = 315_360_000_000_000_000

    /// What is left of `whole` after a `gap` without work; all in nanoseconds.
    private func cooled(_ whole: Int64, after gap: Int64) -> Int64 {
        guard let cooling, whole > 0 else { return whole }
        return Int64((-exponentialMinusOne(-Double(gap) / cooling) * Double(whole)).rounded())
    }

    /// Work that `replica` has before it at `time`, its own included, in CPU nanoseconds.
    ///
    /// Exact where no request after `time` has been taken on.
    package func backlog(replica: Int, at time: Int64) -> Int64 {
        let state = advanced(replicas[replica], to: time)
        return state.backlog + state.background
    }

    /// The state at `time`, after the work that fits before it.
    private func advanced(_ state: State, to time: Int64) -> State {
        guard time > state.clock else { return state }
        let periodEnd = state.periodStart + period
        var state = run(state, until: min(time, periodEnd))
        guard time >= periodEnd else { return state }
        let whole = (time - periodEnd) / period
        let done = min(state.backlog, whole * quota)
        state.backlog -= done
        state.background -= min(state.background, whole * quota - done)
        state.periodStart = periodEnd + whole * period
        state.clock = state.periodStart
        state.used = 0
        return run(state, until: time)
    }

    /// The state at `end`, which lies in the current period or ends it.
    private func run(_ state: State, until end: Int64) -> State {
        var state = state
        let done = min(state.backlog, quota - state.used, end - state.clock)
        let own = min(state.background, quota - state.used - done, end - state.clock - done)
        state.backlog -= done
        state.background -= own
        state.used += done + own
        state.clock = end
        return state
    }

    /// When `work` is done that begins in `state` and runs whenever it may.
    private func instant(ofWork work: Int64, from state: State) -> Int64 {
        let inThisPeriod = min(quota - state.used, state.periodStart + period - state.clock)
        guard work > inThisPeriod else { return state.clock + work }
        let beyond = work - inThisPeriod
        let whole = (beyond - 1) / quota
        return state.periodStart + (1 + whole) * period + (beyond - whole * quota)
    }
}
