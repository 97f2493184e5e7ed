import BootProbe

/// The paper's load: 10 connections of 10 pipelined commands on Redis; ab on the pages.
package struct PaperLoad: Sendable, Equatable {
    /// The paper does not say how many. Its figures obey Little's law for 100: 2238.73/s × 44 ms ≈ 98.5.
    package static let httpConnections = 100
    static let redisConnections = 10
    static let redisPipeline = 10
    /// An emulated guest serves a tenth to a thirtieth of what the host does.
    private static let emulatedShare = 5
    /// Below, the begin and the end of a run, when not all connections are at work, would be a large part of it.
    private static let leastHTTPRequests = 20 * httpConnections

    /// Of each run of ab, where the host's processor runs the service itself.
    package var httpRequests: Int
    /// Of each command of redis-benchmark.
    package var redisRequests: Int

    package init(httpRequests: Int = 10_000, redisRequests: Int = 200_000) {
        self.httpRequests = httpRequests
        self.redisRequests = redisRequests
    }

    /// `plans` after a run of each tool whose figures give way to those of the run itself: what has just answered for the
    /// first time is still busy with its boot, compiles its code and fills its caches.
    ///
    /// An emulated guest of Debian served its first 60,000 commands at a quarter of the rate of those after.
    func warmedUp(_ plans: [ThroughputPlan]) -> [ThroughputPlan] {
        let warmUps = plans.map(\.tool).uniqued().compactMap { tool in plans.first { $0.tool == tool } }.map { plan in
            var plan = plan
            plan.requests = plan.tool == .redisBenchmark ? redisRequests : max(plan.connections, plan.requests / 4)
            return plan
        }
        return warmUps + plans
    }

    /// The load runs of `service`, for the rows of `tables`.
    func plans(for service: PaperService, of tables: PaperTables, target: String, isEmulated: Bool) -> [ThroughputPlan]
    {
        let rows =
            switch service {
            case .redis: tables.table(of: service)?.rows.map(\.name) ?? []
            case .beacon: PaperRow.pings
            case .result, .vote: [String]()
            }
        // A run a command: what fails loses no other, and LRANGE brings its own list.
        let commands = rows.map { row in
            ThroughputPlan(
                tool: .redisBenchmark, connections: Self.redisConnections,
                requests: isEmulated ? max(1000, redisRequests / Self.emulatedShare) : redisRequests,
                target: PaperRow.word(of: row), pipeline: Self.redisPipeline)
        }
        guard service != .redis else { return commands }
        let requests = isEmulated ? httpRequests / Self.emulatedShare : httpRequests
        let page = ThroughputPlan(
            tool: .apacheBench, connections: Self.httpConnections,
            requests: isEmulated ? max(requests, min(httpRequests, Self.leastHTTPRequests)) : requests, target: target)
        return commands + [page]
    }
}

extension ThroughputResult {
    /// Whether this is what came of `plan`, so that it need not be made again.
    func isOutcome(of plan: ThroughputPlan) -> Bool {
        guard tool == plan.tool, connections == plan.connections, requests == plan.requests else { return false }
        return tool == .redisBenchmark
            ? pipeline == plan.pipeline && PaperRow.name(of: operation).map(PaperRow.word) == plan.target
            : operation == "GET \(plan.target)"
    }
}
