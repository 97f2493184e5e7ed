import Profiles

/// The replicas of one service, and what decides how many there are: launches, scrapes and evaluations of the policy.
///
/// Whatever serves the requests keeps the replicas' totals up to date and does what is decided here.
package struct ControlPlane: Sendable {
    package let service: ServiceModel
    package let metrics: MetricsPipeline
    package let evaluationInterval: Int64
    /// Numbers of the services that are scraped as wholes, each once; nil for this one.
    package let scrapedServices: [Int?]
    /// Whether what waits at the balancer is told to the policy, and wakes it; see `ScalingPolicy.hasActivator`.
    package let hasActivator: Bool
    private var policy: any ScalingPolicy
    private(set) var scraper: MetricsScraper
    private let boot: DurationSampler
    /// Numbers of the replicas that boot or are ready, in the order of their launches.
    package private(set) var serving: [Int] = []
    /// Numbers of the replicas that were not gone when last looked at.
    private(set) var present: [Int] = []
    /// Whether to keep what the policy has seen.
    private let isObserved: Bool
    package private(set) var observations: [Observation] = []

    package var replicas: ContiguousArray<Replica> = []
    package private(set) var decisions: [DecisionRecord] = []

    /// - Parameter isObserved: whether to keep what the policy will have seen, in `observations`.
    package init(
        _ service: ServiceModel, metrics: MetricsPipeline, policy: any ScalingPolicy, boot: DurationSampler,
        isObserved: Bool = false
    ) {
        self.service = service
        self.metrics = metrics
        self.policy = policy
        self.boot = boot
        self.isObserved = isObserved
        hasActivator = policy.hasActivator
        var services: [Int?] = hasActivator ? [nil] : []
        for metric in metrics.serviceMetrics where !services.contains(metric.service) {
            services.append(metric.service)
        }
        scrapedServices = services
        evaluationInterval = SimTime(seconds: policy.evaluationIntervalSeconds).nanoseconds
        precondition(evaluationInterval > 0, "a policy is evaluated at positive intervals")
        scraper = MetricsScraper(metrics, services: services.count)
    }

    /// An hour: replicas that are there from the start have been for longer than any metric window or initialisation
    /// period.
    package static var initialAge: Int64 { 3_600_000_000_000 }

    /// Replicas launched during the run.
    package var coldStarts: Int { replicas.count - service.initialReplicas }

    /// Begins a replica's boot, or that of one that is there from the start where `time` is negative.
    package mutating func addReplica(launchedAt time: Int64) -> Int {
        let replica = replicas.count
        replicas.append(Replica(launchedAt: time))
        scraper.addReplica()
        serving.append(replica)
        present.append(replica)
        return replica
    }

    /// How long `replica` boots, in nanoseconds.
    package func bootDuration(of replica: Int) -> Int64 { boot.nanoseconds(UInt64(replica)) }

    package mutating func becomeReady(_ replica: Int, at time: Int64) {
        replicas[replica].state = .ready
        replicas[replica].readyAt = time
    }

    // MARK: Scaling

    /// Asks the policy.
    ///
    /// - Parameters:
    ///   - queued: requests that wait for a server now, by place in `scrapedServices`; for metrics that are read directly.
    ///   - woken: requests that wait at the balancer, where one of them is why the policy is asked.
    /// - Returns: the number of replicas that there should be.
    package mutating func evaluate(at time: Int64, queued: [Int] = [], woken: Int? = nil) -> Int {
        present.removeAll { replicas[$0].goneAt.map { $0 <= time } ?? false }
        let observation = observation(at: time, queued: queued, woken: woken)
        if isObserved { observations.append(observation) }
        let decision = policy.decide(observation)
        decisions.append(
            DecisionRecord(
                timeSeconds: SimTime(nanoseconds: time).seconds, currentReplicas: serving.count,
                desiredReplicas: decision.desired, reason: decision.reason))
        return max(0, decision.desired)
    }

    /// Ends a replica; the caller says when it is gone.
    ///
    /// A smaller scale ends the replicas that were launched last, whether they are ready or still boot: the one rule
    /// that a live stack follows just as easily. (Kubernetes prefers replicas that are not ready, then those that became
    /// ready last; the two differ only where boots overtake each other.)
    ///
    /// - Returns: whether it was ready.
    package mutating func end(_ replica: Int, at time: Int64) -> Bool {
        if serving.last == replica { serving.removeLast() } else { serving.removeAll { $0 == replica } }
        let wasReady = replicas[replica].state == .ready
        replicas[replica].state = .draining
        replicas[replica].drainedAt = time
        return wasReady
    }

    /// The replica that was launched last of those that boot.
    package var lastBooting: Int? { serving.last { replicas[$0].state == .booting } }

    /// Takes note that `replica` has failed, and is gone at once.
    package mutating func lose(_ replica: Int, at time: Int64) {
        serving.removeAll { $0 == replica }
        replicas[replica].state = .draining
        replicas[replica].drainedAt = replicas[replica].drainedAt ?? time
        replicas[replica].goneAt = time
    }

    /// Counts the requests of a block with their replicas, as `Replica.count` does for one.
    ///
    /// - Returns: whether any was answered too late.
    package mutating func count(_ block: borrowing RequestBlock, timeout: Int64) -> Bool {
        var replicas = replicas.mutableSpan
        let (arrivals, answers) = (block.arrivals.span, block.answers.span)
        let (numbers, occupancies) = (block.replicas.span, block.occupancies.span)
        var isAnyLate = false
        for position in 0..<block.count {
            let latency = answers[position] - arrivals[position]
            if latency > timeout { isAnyLate = true }
            replicas[Int(numbers[position])].count(
                occupancy: occupancies[position], release: arrivals[position] + min(latency, timeout))
        }
        return isAnyLate
    }

    // MARK: Metrics

    /// Begins the next scrape; `record` follows for each ready replica, and for each of `scrapedServices`.
    package mutating func beginScrape() { scraper.beginScrape() }

    /// - Parameters:
    ///   - busy: the work that `replica` has done since its start, in server-nanoseconds.
    ///   - presence: area under the number of requests at it, where that is known.
    package mutating func record(_ replica: Int, busy: Int64, presence: Int64 = 0) {
        scraper.record(
            replica, totals: .init(busy: busy, requests: replicas[replica].requests, presence: presence))
    }

    /// - Parameter place: in `scrapedServices`.
    package mutating func record(scrapedService place: Int, _ totals: MetricsScraper.ServiceTotals) {
        scraper.record(service: place, totals: totals)
    }
}
