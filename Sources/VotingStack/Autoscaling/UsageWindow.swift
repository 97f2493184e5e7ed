import BootProbe
import ScaleSim

/// Turns the running totals of one replica, or of the whole service, into rates over a sliding window of scrapes, as the
/// simulator's scraper does; but over the time that really passed, since a live scrape is never quite on time.
package struct UsageWindow: Sendable {
    /// Running totals at one scrape.
    package struct Totals: Sendable, Equatable {
        /// Nil where the host cannot tell.
        package var cpuSeconds: Double?
        package var requests: Int
        /// Areas under the numbers of requests that are there, and that wait for a replica; in request-seconds.
        package var presence: Double
        package var waiting: Double
        /// Requests that wait now.
        package var queued: Int

        package init(
            cpuSeconds: Double?, requests: Int, presence: Double = 0, waiting: Double = 0, queued: Int = 0
        ) {
            self.cpuSeconds = cpuSeconds
            self.requests = requests
            self.presence = presence
            self.waiting = waiting
            self.queued = queued
        }
    }

    /// Rates over the window that ends at a scrape.
    package struct Sample: Sendable, Equatable {
        /// Planned instant of the scrape.
        package var time: SimTime
        /// Mean number of CPUs used.
        package var cpus: Double?
        package var requestsPerSecond: Double
        /// Mean numbers of requests that were there, and that waited for a replica.
        package var concurrency: Double
        package var waiting: Double
        /// Requests that waited at the scrape.
        package var queued: Int

        package func value(of quantity: MetricsPipeline.Quantity) -> Double {
            switch quantity {
            case .requestRate: requestsPerSecond
            case .requestsPerMinute: requestsPerSecond * 60
            case .concurrency: concurrency
            case .queueLength: Double(queued)
            }
        }
    }

    private let window: SimTime
    private let lag: SimTime
    /// Totals at the last scrapes, oldest first; as many as the window spans.
    private var history: [(at: HostInstant, totals: Totals)] = []
    private let depth: Int
    /// What was used before anything counts.
    private var bootCPUSeconds: Double?
    /// The samples that policies know, or will know, oldest first; the last of those that they know in front.
    private var samples: [Sample] = []

    package init(_ pipeline: MetricsPipeline) {
        window = pipeline.window
        lag = pipeline.lag
        depth = Int(pipeline.window.nanoseconds / pipeline.scrapeInterval.nanoseconds)
    }

    /// The latest sample that policies know at `time`; nil before the first.
    package func sample(at time: SimTime) -> Sample? {
        samples.last { $0.time.nanoseconds + lag.nanoseconds <= time.nanoseconds }
    }

    /// Forgets what happened before a run: its totals count from here.
    package mutating func begin(at instant: HostInstant, _ totals: Totals) {
        history = Array(repeating: (instant, totals), count: depth)
        samples = []
    }

    /// What a boot has used does not count: it may have begun long before the window of the first scrape.
    package mutating func leaveOut(cpuSeconds: Double?) { bootCPUSeconds = cpuSeconds }

    /// - Parameters:
    ///   - planned: When the scrape should have been.
    ///   - instant: When it was.
    package mutating func record(_ totals: Totals, planned: SimTime, at instant: HostInstant) {
        // Before its first scrapes a replica had only booted, or had not existed at all.
        let reachesBack = history.count < depth
        let start = reachesBack ? instant.advanced(bySeconds: -window.seconds) : history[0].at
        let before = reachesBack ? Totals(cpuSeconds: bootCPUSeconds ?? 0, requests: 0) : history[0].totals
        let seconds = start == instant ? window.seconds : instant.seconds(since: start)
        if let known = samples.lastIndex(where: { $0.time.nanoseconds + lag.nanoseconds <= planned.nanoseconds }) {
            samples.removeFirst(known)
        }
        samples.append(
            Sample(
                time: planned, cpus: zip(totals.cpuSeconds, before.cpuSeconds).map { max(0, $0 - $1) / seconds },
                // A balancer that was restarted counts from zero.
                requestsPerSecond: Double(max(0, totals.requests - before.requests)) / seconds,
                concurrency: max(0, totals.presence - before.presence) / seconds,
                waiting: max(0, totals.waiting - before.waiting) / seconds, queued: totals.queued))
        history.append((instant, totals))
        if history.count > depth { history.removeFirst() }
    }
}

/// Both values, where there are both.
private func zip(_ first: Double?, _ second: Double?) -> (Double, Double)? {
    guard let first, let second else { return nil }
    return (first, second)
}
