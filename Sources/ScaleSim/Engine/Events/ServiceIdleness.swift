/// The idle times of one service and what it learns from them; see `HybridHistogram`.
///
/// An idle time begins when the last request in the service ends, and ends when the next one comes.
struct ServiceIdleness {
    private var histogram: HybridHistogram
    /// Those of the present idle time, or of the last one; in nanoseconds.
    private var preWarm: Int64 = 0
    private var keepAlive: Int64 = 0
    /// Since when there has been no request; nil while there is one.
    private var since: Int64?
    /// Before the first request there is no idle time, only a service that has not begun.
    private var hasServed = false
    /// False before the first request, too.
    var isIdle: Bool { since != nil }
    /// Counts idle times.
    private(set) var serial: UInt32 = 0

    init(_ parameters: HybridHistogram.Parameters) {
        histogram = HybridHistogram(parameters)
        takeWindows()
    }

    private mutating func takeWindows() {
        let windows = histogram.windows
        preWarm = SimTime(seconds: windows.preWarmSeconds).nanoseconds
        keepAlive = SimTime(seconds: windows.keepAliveSeconds).nanoseconds
    }

    /// - Returns: when a replica is to be launched, in place of those that there are; nil where these stay.
    mutating func begin(at time: Int64) -> Int64? {
        takeWindows()
        since = time
        serial &+= 1
        return preWarm > 0 ? time + preWarm : nil
    }

    mutating func end(at time: Int64) {
        if let since, hasServed { histogram.record(SimTime(nanoseconds: time - since).seconds) }
        hasServed = true
        since = nil
    }

    /// For how long a replica is kept that has nothing to do, in nanoseconds; 0 for not at all.
    func remaining(at time: Int64) -> Int64 {
        guard let since else { return preWarm + keepAlive }
        // One that boots for a request which is gone is none that was launched for the next.
        if time < since + preWarm { return 0 }
        return max(0, since + preWarm + keepAlive - time)
    }
}
