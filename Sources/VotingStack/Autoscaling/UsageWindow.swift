import BootProbe
import ScaleSim

/// Turns the running totals of one replica into rates over a sliding window of scrapes, as the simulator's scraper
/// does; but over the time that really passed, since a live scrape is never quite on time.
package struct UsageWindow: Sendable {
    /// Running totals at one scrape.
    package struct Totals: Sendable, Equatable {
        /// Nil where the host cannot tell.
        package var cpuSeconds: Double?
        package var requests: Int

        package init(cpuSeconds: Double?, requests: Int) {
            self.cpuSeconds = cpuSeconds
            self.requests = requests
        }
    }

    /// Rates over the window that ends at a scrape.
    package struct Sample: Sendable, Equatable {
        /// Planned instant of the scrape.
        package var time: SimTime
        /// Mean number of CPUs used.
        package var cpus: Double?
        package var requestsPerSecond: Double
    }

    private let window: SimTime
    /// Totals at the last scrapes, oldest first; as many as the window spans.
    private var history: [(at: HostInstant, totals: Totals)] = []
    private let depth: Int
    package private(set) var sample: Sample?

    package init(_ pipeline: MetricsPipeline) {
        window = pipeline.window
        depth = Int(pipeline.window.nanoseconds / pipeline.scrapeInterval.nanoseconds)
    }

    /// Forgets what happened before a run: its totals count from here.
    package mutating func begin(at instant: HostInstant, _ totals: Totals) {
        history = Array(repeating: (instant, totals), count: depth)
        sample = nil
    }

    /// - Parameters:
    ///   - planned: When the scrape should have been.
    ///   - instant: When it was.
    package mutating func record(_ totals: Totals, planned: SimTime, at instant: HostInstant) {
        // Before its first scrapes a replica had used nothing, and had not existed at all.
        let reachesBack = history.count < depth
        let start = reachesBack ? instant.advanced(bySeconds: -window.seconds) : history[0].at
        let before = reachesBack ? Totals(cpuSeconds: 0, requests: 0) : history[0].totals
        let seconds = start == instant ? window.seconds : instant.seconds(since: start)
        sample = Sample(
            time: planned, cpus: zip(totals.cpuSeconds, before.cpuSeconds).map { max(0, $0 - $1) / seconds },
            // A balancer that was restarted counts from zero.
            requestsPerSecond: Double(max(0, totals.requests - before.requests)) / seconds)
        history.append((instant, totals))
        if history.count > depth { history.removeFirst() }
    }
}

/// Both values, where there are both.
private func zip(_ first: Double?, _ second: Double?) -> (Double, Double)? {
    guard let first, let second else { return nil }
    return (first, second)
}
