/// What policies get to see, and when: everything is scraped together every `scrapeInterval`, the first time one
/// interval after the start, a sample is the mean over the `window` before the scrape, and policies know it from `lag`
/// after the scrape on.
///
/// A replica has its first sample at the first scrape after it became ready, even if the window reaches back into its
/// boot, in which it counts as idle. A policy that must not trust such a sample sees that from its window.
public struct MetricsPipeline: Sendable, Equatable {
    /// What can be measured besides CPU, of a replica or of a whole service.
    public enum Quantity: String, Sendable, Equatable, CaseIterable {
        /// Requests sent to the replica, or that came to the service, per second.
        case requestRate = "request_rate"
        /// The same per minute.
        case requestsPerMinute = "requests_per_minute"
        /// Mean number of requests that are at the replica, or in the service, those that wait included.
        case concurrency
        /// Requests of the service that wait for a server, at the balancer or at replicas: at the instant of the scrape.
        case queueLength = "queue_length"
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

    /// A metric of a whole service, which policies take for one of an object or of something outside of the cluster.
    public struct ServiceMetric: Sendable, Equatable {
        public var name: String
        public var quantity: Quantity
        /// Number of the service within the scenario; nil for the one that the policy scales.
        public var service: Int?
        /// Whether the policy asks itself at each evaluation, without scrapes in between, as KEDA asks Redis; for
        /// `queueLength` alone.
        public var isDirect: Bool

        public init(name: String, quantity: Quantity, service: Int? = nil, isDirect: Bool = false) {
            precondition(!isDirect || quantity == .queueLength, "means are taken between scrapes")
            self.name = name
            self.quantity = quantity
            self.service = service
            self.isDirect = isDirect
        }
    }

    public var scrapeInterval: SimTime
    /// A whole multiple of the scrape interval.
    public var window: SimTime
    /// From a scrape until policies know what it has found.
    public var lag: SimTime
    public var podMetrics: [PodMetric]
    public var objectMetrics: [ServiceMetric] = []
    public var externalMetrics: [ServiceMetric] = []
    /// What the only container of each pod is called; nil where pods are not told apart by containers.
    public var container: String?

    /// The defaults are those of the Kubernetes metrics server: a scrape every 15 s, rates between two scrapes.
    public init(
        scrapeInterval: SimTime = SimTime(seconds: 15), window: SimTime? = nil, lag: SimTime = .zero,
        podMetrics: [PodMetric] = []
    ) {
        self.scrapeInterval = scrapeInterval
        self.window = window ?? scrapeInterval
        self.lag = lag
        self.podMetrics = podMetrics
    }

    /// What is wrong with the times, or nil.
    public var defect: String? {
        if scrapeInterval.nanoseconds <= 0 { return "the scrape interval must be positive" }
        if window.nanoseconds <= 0 || window.nanoseconds % scrapeInterval.nanoseconds != 0 {
            return "the window must be a whole multiple of the scrape interval"
        }
        return lag.nanoseconds < 0 ? "the lag must not be negative" : nil
    }

    package var serviceMetrics: [ServiceMetric] { objectMetrics + externalMetrics }

    /// Whether the policy asks for anything itself at each evaluation.
    package var readsDirectly: Bool { serviceMetrics.contains(where: \.isDirect) }

    /// Whether requests must be followed to their ends for what is measured.
    package var needsEvents: Bool { !serviceMetrics.isEmpty || podMetrics.contains { $0.quantity == .concurrency } }
}
