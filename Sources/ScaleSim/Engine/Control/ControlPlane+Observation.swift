/// What the policy sees.
extension ControlPlane {
    func observation(at time: Int64, queued: [Int], woken: Int?) -> Observation {
        let scrape = scraper.latest(at: time)
        return Observation(
            time: SimTime(nanoseconds: time).seconds, currentReplicas: serving.count,
            // Not `map(pod)`, which would copy all of this to bind the method.
            pods: present.map { pod($0, in: scrape) },
            podMetrics: Dictionary(
                uniqueKeysWithValues: metrics.podMetrics.map {
                    ($0.name, values(of: $0.quantity, in: scrape, woken: woken))
                }),
            objectMetrics: values(of: metrics.objectMetrics, in: scrape, queued: queued),
            externalMetrics: values(of: metrics.externalMetrics, in: scrape, queued: queued))
    }

    /// A booting replica is a running pod without a sample, a draining one a deleted pod.
    private func pod(_ number: Int, in scrape: Int) -> PodObservation {
        let replica = replicas[number]
        let change = replica.state == .ready ? scraper.change(of: number, in: scrape) : nil
        var pod = PodObservation(
            name: name(number), ready: replica.state == .ready,
            startTime: SimTime(nanoseconds: replica.launchedAt).seconds,
            readyTransition: SimTime(nanoseconds: replica.readyAt ?? replica.launchedAt).seconds,
            deleted: replica.state == .draining, cpuRequestMilli: service.cpuRequestMilli,
            cpuUsageMilli: change.map { cpuMilli($0) },
            metricTime: change.map { _ in scraper.seconds(of: scrape) },
            metricWindow: change.map { _ in scraper.windowSeconds })
        if let container = metrics.container { pod.containers = [container: pod.onlyContainer] }
        return pod
    }

    /// Rounded up to a thousandth of a CPU, as a Kubernetes quantity is.
    private func cpuMilli(_ change: MetricsScraper.Totals) -> Int {
        let capacity = service.capacityPerReplica * Double(metrics.window.nanoseconds)
        return Int((Double(change.busy) / capacity * Double(service.cpuMilli)).rounded(.up))
    }

    private func name(_ replica: Int) -> String { "replica-\(replica)" }

    // MARK: Metrics of replicas

    private func values(
        of quantity: MetricsPipeline.Quantity, in scrape: Int, woken: Int?
    ) -> [String: Double] {
        var values: [String: Double] = [:]
        for number in present where replicas[number].state == .ready {
            guard let change = scraper.change(of: number, in: scrape) else { continue }
            values[name(number)] = value(of: quantity, requests: change.requests, presence: change.presence)
        }
        if hasActivator, let waiting = atActivator(quantity, in: scrape, woken: woken) {
            values[KPACollector.activator] = waiting
        }
        return values
    }

    /// What is in no replica yet; nil where nothing is known of it.
    ///
    /// Upstream's activator tells of the first request for a revision without pods at once, as of one; else every second
    /// (`pkg/activator/handler/concurrency_reporter.go`).
    private func atActivator(_ quantity: MetricsPipeline.Quantity, in scrape: Int, woken: Int?) -> Double? {
        if let woken { return Double(woken) }
        guard let place = scrapedServices.firstIndex(of: nil),
            let change = scraper.change(ofService: place, in: scrape)
        else { return nil }
        // Requests that are sent on later than they came count as they come.
        return value(of: quantity, requests: max(0, change.requests - change.sent), presence: change.waiting)
    }

    private func value(of quantity: MetricsPipeline.Quantity, requests: Int64, presence: Int64) -> Double {
        switch quantity {
        case .requestRate: Double(requests) / metrics.window.seconds
        case .requestsPerMinute: Double(requests) / metrics.window.seconds * 60
        case .concurrency: Double(presence) / Double(metrics.window.nanoseconds)
        case .queueLength: preconditionFailure("queues are those of services")
        }
    }

    // MARK: Metrics of services

    private func values(
        of wanted: [MetricsPipeline.ServiceMetric], in scrape: Int, queued: [Int]
    ) -> [String: Double] {
        var values: [String: Double] = [:]
        for metric in wanted {
            guard let place = scrapedServices.firstIndex(of: metric.service) else { continue }
            if metric.isDirect {
                values[metric.name] = Double(queued[place])
                continue
            }
            guard let change = scraper.change(ofService: place, in: scrape) else { continue }
            values[metric.name] =
                metric.quantity == .queueLength
                ? Double(change.queued)
                : value(of: metric.quantity, requests: change.requests, presence: change.presence)
        }
        return values
    }
}
