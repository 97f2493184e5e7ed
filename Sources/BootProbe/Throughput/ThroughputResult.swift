import Profiles

/// What one load run measured.
package struct ThroughputResult: Codable, Sendable, Equatable {
    package var tool: ThroughputPlan.Tool
    /// `GET /`, `POST /`, `SET`.
    package var operation: String
    package var connections: Int
    /// Commands in flight a connection.
    package var pipeline: Int
    /// Requests that were made.
    package var requests: Int
    /// Requests that got no answer, or one that says that the service failed.
    package var failed: Int
    package var requestsPerSecond: Double
    package var minimumLatencySeconds: Double
    /// Ascending, by quantile in (0, 1].
    package var latencyQuantiles: [LatencyQuantile]
    /// Program and arguments as they were run.
    package var command: [String]
    /// CPU seconds that the instance used for each request; nil where the host cannot tell, or several operations
    /// shared a run.
    package var cpuSecondsPerRequest: Double?
    /// CPU seconds that the whole host spent meanwhile, for each request; nil where nobody asked.
    package var hostSecondsPerRequest: Double?
    /// How many threads of the instance worked, supervisors left out; nil where the host cannot tell.
    package var busyThreads: Int?
    /// Whether these were the first requests to a new instance; nil is as good as false.
    package var isFresh: Bool?
    /// CPU seconds that such an instance used after its first answer by itself, before these requests; nil where the host cannot
    /// tell, or they were not the first.
    package var settlingSeconds: Double?
    /// Replicas that shared the requests of a paced run; nil is as good as 1.
    package var replicas: Int?
    /// Mean number of replicas that booted meanwhile, where that is what the run is about; otherwise nil.
    package var boots: Double?
    /// Requests per second that paced ones were planned at; nil for the others.
    package var plannedRate: Double?
    /// Received, headers included, in KiB; nil for redis-benchmark, which does not tell.
    package var kilobytesPerSecond: Double?
    /// As wrk says it, and of `paced`; nil for the others.
    package var meanLatencySeconds: Double?
    /// What `HostPace` says of the host during the run; nil where nobody asked.
    package var hostPaceSeconds: Double?
    /// Of the paced requests during which no CPU quota ended; nil for other runs, without a quota, and where the host cannot tell.
    package var unthrottled: Latencies?

    /// Those of some of a run's requests.
    package struct Latencies: Codable, Sendable, Equatable {
        package var requests: Int
        package var minimumSeconds: Double
        package var meanSeconds: Double
        /// Ascending, by quantile in (0, 1].
        package var quantiles: [LatencyQuantile]
    }

    package init(
        tool: ThroughputPlan.Tool, operation: String, connections: Int, pipeline: Int = 1, requests: Int,
        failed: Int = 0, requestsPerSecond: Double, minimumLatencySeconds: Double,
        latencyQuantiles: [LatencyQuantile], command: [String] = []
    ) {
        self.tool = tool
        self.operation = operation
        self.connections = connections
        self.pipeline = pipeline
        self.requests = requests
        self.failed = failed
        self.requestsPerSecond = requestsPerSecond
        self.minimumLatencySeconds = minimumLatencySeconds
        self.latencyQuantiles = latencyQuantiles
        self.command = command
    }

    var replicaCount: Int { replicas ?? 1 }

    /// How long the requests took together.
    package var lastedSeconds: Double { Double(requests) / requestsPerSecond }

    /// Whether so few requests failed (at most 1%) that the rate is the service's and not that of its errors.
    package var isSound: Bool { requestsPerSecond > 0 && failed * 100 <= requests }

    /// The run as a profile shows it, with the usual quantiles.
    package var figure: ThroughputFigure {
        let usual = [0.5, 0.75, 0.9, 0.95, 0.99, 1]
        return ThroughputFigure(
            tool: tool.rawValue, operation: operation, connections: connections, requestsPerSecond: requestsPerSecond,
            latencyQuantiles: latencyQuantiles.filter { usual.contains($0.quantile) })
    }
}

extension ThroughputResult {
    /// What an instance was loaded with: runs that agree in it measured the same.
    struct Load: Hashable {
        var tool: ThroughputPlan.Tool
        var operation: String
        var connections: Int
        var pipeline: Int
        var plannedRate: Double?
        var replicas: Int?
        /// The first requests to an instance are a load of their own.
        var isFresh: Bool
    }

    var load: Load {
        Load(
            tool: tool, operation: operation, connections: connections, pipeline: pipeline, plannedRate: plannedRate,
            replicas: replicas, isFresh: isFresh == true)
    }
}

extension ThroughputResult {
    /// Notes what the run took of the host.
    ///
    /// - Parameters:
    ///   - before: CPU seconds that its instances had used before; nil where the host cannot tell.
    ///   - after: the same afterwards.
    package mutating func account(cpuSecondsBefore before: Double?, after: Double?, _ pace: HostPaceRecord) {
        hostPaceSeconds = pace.seconds
        guard requests > 0 else { return }
        if let before, let after { cpuSecondsPerRequest = (after - before) / Double(requests) }
        hostSecondsPerRequest = pace.busySeconds / Double(requests)
    }
}

extension ThroughputResult {
    /// Requests in flight by Little's law, L = λW, between the bounds that the figures leave for the mean latency.
    ///
    /// For each answer that took long, wrk adds those that would have waited meanwhile (`stats_correct` of its stats.c),
    /// so that its latencies bound the mean from above alone.
    package var requestsInFlight: ClosedRange<Double> {
        var lower = 0.0
        var upper = 0.0
        var previous = (quantile: 0.0, seconds: minimumLatencySeconds)
        for next in latencyQuantiles {
            let share = next.quantile - previous.quantile
            lower += share * previous.seconds
            upper += share * next.seconds
            previous = (next.quantile, next.seconds)
        }
        if tool == .wrk { return 0...requestsPerSecond * min(upper, meanLatencySeconds ?? upper) }
        return requestsPerSecond * lower...requestsPerSecond * max(lower, upper)
    }

    /// Whether the run's own figures agree: a closed loop keeps each of its connections busy, so that the requests in
    /// flight are as many as the connections, here within 10%. A run that breaks the law measured something else, its
    /// load tool for instance.
    ///
    /// wrk leaves connecting out of its latencies, which is a large part of an exchange with a quick service that keeps
    /// no connection: half of the connections must be found there. Nil for redis-benchmark, whose latencies are those
    /// of whole pipelines, and for paced requests, which are no closed loop.
    package var obeysLittlesLaw: Bool? {
        let inFlight = requestsInFlight
        let wanted = Double(connections)
        switch tool {
        case .apacheBench: return (inFlight.lowerBound * 0.9...inFlight.upperBound * 1.1).contains(wanted)
        case .wrk: return wanted <= inFlight.upperBound * 2
        case .redisBenchmark, .paced: return nil
        }
    }
}

extension ThroughputResult {
    /// The run as it would have been on the host when its pace was `reference`: what CPUs do takes so much longer or
    /// shorter. Unchanged where either pace is not known.
    func atPace(_ reference: Double?) -> ThroughputResult {
        guard let reference, let hostPaceSeconds else { return self }
        let factor = reference / hostPaceSeconds
        var run = self
        run.minimumLatencySeconds *= factor
        run.latencyQuantiles = latencyQuantiles.map { $0.scaled(by: factor) }
        run.cpuSecondsPerRequest = cpuSecondsPerRequest.map { $0 * factor }
        run.hostSecondsPerRequest = hostSecondsPerRequest.map { $0 * factor }
        run.settlingSeconds = settlingSeconds.map { $0 * factor }
        run.meanLatencySeconds = meanLatencySeconds.map { $0 * factor }
        run.unthrottled = unthrottled?.scaled(by: factor)
        // Paced requests come when they are planned.
        if tool != .paced { run.requestsPerSecond /= factor }
        run.hostPaceSeconds = reference
        return run
    }
}

extension ThroughputResult.Latencies {
    fileprivate func scaled(by factor: Double) -> Self {
        Self(
            requests: requests, minimumSeconds: minimumSeconds * factor, meanSeconds: meanSeconds * factor,
            quantiles: quantiles.map { $0.scaled(by: factor) })
    }
}

extension LatencyQuantile {
    fileprivate func scaled(by factor: Double) -> Self {
        LatencyQuantile(quantile: quantile, seconds: seconds * factor)
    }
}

extension ThroughputResult {
    /// The run as if those requests had been all during which no quota ended; nil where they are not known, or there are none.
    var unthrottledPart: ThroughputResult? {
        guard let part = unthrottled, part.requests > 0 else { return nil }
        var run = self
        run.requests = part.requests
        run.minimumLatencySeconds = part.minimumSeconds
        run.meanLatencySeconds = part.meanSeconds
        run.latencyQuantiles = part.quantiles
        run.unthrottled = nil
        return run
    }
}
