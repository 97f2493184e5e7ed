/// One thing that `scalesim bench` measures; raw values are how its `--cases` names it.
package enum BenchmarkCase: String, Sendable, CaseIterable {
    /// M/M/10 at a utilisation of 0.8: ten servers of one replica, by recursion.
    case recursion
    /// The same, event by event.
    case events
    /// A diurnal day under a HorizontalPodAutoscaler with up to 200 replicas behind leastconn.
    case day
    case leastconn100 = "leastconn-100"
    case leastconn10000 = "leastconn-10000"
    case roundrobin100 = "roundrobin-100"
    case roundrobin10000 = "roundrobin-10000"
    /// Decisions of a HorizontalPodAutoscaler over 1,000 pods by their CPU; they count as its requests.
    case hpa1000 = "hpa-1000"
    /// The same, by a metric of type Pods.
    case hpaPods1000 = "hpa-pods-1000"
    /// Decisions of a ScaledObject of KEDA, by a Redis list and the CPU of 1,000 pods.
    case keda1000 = "keda-1000"
    /// Two replications of M/M/10 by recursion, one after the other.
    case oneThread = "one-thread"
    /// The same two at the same time.
    case twoThreads = "two-threads"
    /// M/M/10 by recursion, a billion requests in one run.
    case billion

    /// What it is called in results.
    package var name: String {
        switch self {
        case .recursion: "M/M/10, recursion"
        case .events: "M/M/10, events"
        case .day: "HPA day, up to 200 replicas"
        case .leastconn100: "100 replicas, leastconn"
        case .leastconn10000: "10,000 replicas, leastconn"
        case .roundrobin100: "100 replicas, roundrobin"
        case .roundrobin10000: "10,000 replicas, roundrobin"
        case .hpa1000: "HPA, a decision over 1,000 pods"
        case .hpaPods1000: "HPA, a decision by a Pods metric"
        case .keda1000: "KEDA, a decision over 1,000 pods"
        case .oneThread: "M/M/10, one thread"
        case .twoThreads: "M/M/10, two threads"
        case .billion: "M/M/10, one billion requests"
        }
    }

    /// Whether it is too long to be run unless it is asked for.
    package var needsFull: Bool { self == .billion }

    /// Requests expected in each replication, or decisions.
    package func requests(full: Bool) -> Int {
        switch self {
        case .day: full ? 100_000_000 : 20_000_000
        case .billion: 1_000_000_000
        case .hpa1000, .hpaPods1000, .keda1000: 20_000
        default: 10_000_000
        }
    }

    package var threads: Int { self == .twoThreads ? 2 : 1 }

    package var clock: BenchmarkClock {
        switch self {
        // What a second thread saves is time, not work.
        case .oneThread, .twoThreads: .wall
        default: .processCPU
        }
    }
}
