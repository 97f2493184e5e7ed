/// Turns running totals of the replicas and of whole services into samples over a sliding window.
package struct MetricsScraper: Sendable {
    /// Running totals of one replica since its start.
    package struct Totals: Sendable, Equatable {
        /// Server-nanoseconds of work done.
        package var busy: Int64
        /// Requests sent to it.
        package var requests: Int64
        /// Area under the number of requests at it, in nanoseconds; only differences count, and it may wrap around.
        package var presence: Int64

        package init(busy: Int64, requests: Int64, presence: Int64 = 0) {
            self.busy = busy
            self.requests = requests
            self.presence = presence
        }

        package static let zero = Totals(busy: 0, requests: 0)
    }

    /// Running totals of a whole service since the start of the run.
    package struct ServiceTotals: Sendable, Equatable {
        /// Requests that came to it.
        package var requests: Int64
        /// Requests sent to its replicas.
        package var sent: Int64
        /// Areas under the number of requests in it, and of those that wait at its balancer, as `Totals.presence`.
        package var presence: Int64
        package var waiting: Int64
        /// Requests that wait for a server now.
        package var queued: Int

        package init(requests: Int64, sent: Int64, presence: Int64, waiting: Int64, queued: Int) {
            self.requests = requests
            self.sent = sent
            self.presence = presence
            self.waiting = waiting
            self.queued = queued
        }

        package static let zero = ServiceTotals(requests: 0, sent: 0, presence: 0, waiting: 0, queued: 0)
    }

    private let interval: Int64
    private let lag: Int64
    package let windowSeconds: Double
    package private(set) var scrapes = 0
    private var replicas: ScrapeHistory<Totals>
    private var services: ScrapeHistory<ServiceTotals>

    /// - Parameter services: how many services are scraped as a whole.
    package init(_ pipeline: MetricsPipeline, services count: Int = 0) {
        precondition(pipeline.defect == nil, pipeline.defect ?? "")
        interval = pipeline.scrapeInterval.nanoseconds
        lag = pipeline.lag.nanoseconds
        windowSeconds = pipeline.window.seconds
        replicas = ScrapeHistory(pipeline, zero: .zero)
        services = ScrapeHistory(pipeline, zero: .zero)
        for _ in 0..<count { services.addRow() }
    }

    package mutating func addReplica() { replicas.addRow() }

    /// Begins the next scrape; `record` follows for each replica that answers it, and for each service.
    package mutating func beginScrape() { scrapes += 1 }

    package mutating func record(_ replica: Int, totals: Totals) { replicas.record(replica, totals, in: scrapes) }

    package mutating func record(service: Int, totals: ServiceTotals) {
        services.record(service, totals, in: scrapes)
    }

    // MARK: What is known of it

    /// The number of the latest scrape that is known at `time`; 0 where none is.
    package func latest(at time: Int64) -> Int { max(0, min(scrapes, Int((time - lag) / interval))) }

    /// When a scrape was, in seconds since the start of the run.
    package func seconds(of scrape: Int) -> Double { SimTime(nanoseconds: Int64(scrape) * interval).seconds }

    /// What happened at a replica within the window that ends at `scrape`; nil where it had no sample then.
    package func change(of replica: Int, in scrape: Int) -> Totals? {
        replicas.window(of: replica, endingAt: scrape).map {
            Totals(
                busy: $0.end.busy - $0.start.busy, requests: $0.end.requests - $0.start.requests,
                presence: $0.end.presence &- $0.start.presence)
        }
    }

    /// The same of a service; `queued` is that of the scrape itself.
    package func change(ofService service: Int, in scrape: Int) -> ServiceTotals? {
        services.window(of: service, endingAt: scrape).map {
            ServiceTotals(
                requests: $0.end.requests - $0.start.requests, sent: $0.end.sent - $0.start.sent,
                presence: $0.end.presence &- $0.start.presence, waiting: $0.end.waiting &- $0.start.waiting,
                queued: $0.end.queued)
        }
    }
}
