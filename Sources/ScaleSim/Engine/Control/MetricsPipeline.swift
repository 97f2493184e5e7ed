/// What policies get to see, and when: replicas are scraped together every `scrapeInterval`, the first time one
/// interval after the start, and a sample is the mean over the `window` before the scrape.
///
/// A replica has its first sample at the first scrape after it became ready, even if the window reaches back into its
/// boot, in which it counts as idle. A policy that must not trust such a sample sees that from its window.
public struct MetricsPipeline: Sendable, Equatable {
    /// What can be measured of a replica besides CPU.
    public enum Quantity: String, Sendable, Equatable, CaseIterable {
        /// Requests sent to the replica, per second.
        case requestRate = "request_rate"
    }

    /// A metric under the name by which the policy asks for it.
    public struct PodMetric: Sendable, Equatable {
        public var name: String
        public var quantity: Quantity

        public init(name: String, quantity: Quantity) {
            self.name = name
            self.quantity = quantity
        }
    }

    public var scrapeInterval: SimTime
    /// A whole multiple of the scrape interval.
    public var window: SimTime
    public var podMetrics: [PodMetric]

    /// The defaults are those of the Kubernetes metrics server: a scrape every 15 s, rates between two scrapes.
    public init(
        scrapeInterval: SimTime = SimTime(seconds: 15), window: SimTime? = nil, podMetrics: [PodMetric] = []
    ) {
        self.scrapeInterval = scrapeInterval
        self.window = window ?? scrapeInterval
        self.podMetrics = podMetrics
    }

    /// What is wrong with the times, or nil.
    public var defect: String? {
        if scrapeInterval.nanoseconds <= 0 { return "the scrape interval must be positive" }
        if window.nanoseconds <= 0 || window.nanoseconds % scrapeInterval.nanoseconds != 0 {
            return "the window must be a whole multiple of the scrape interval"
        }
        return nil
    }
}
