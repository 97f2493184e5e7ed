/// A load run against a started image.
package struct ThroughputPlan: Sendable, Equatable {
    /// The tools of the paper, wrk, and requests of our own.
    package enum Tool: String, Codable, Sendable, Equatable, CaseIterable {
        case apacheBench = "ab"
        case redisBenchmark = "redis-benchmark"
        case wrk
        /// One request now and then, at random instants, so that each finds the service idle.
        case paced
    }

    package var tool: Tool
    /// That are busy at a time, at most.
    package var connections: Int
    /// Requests per second of `paced`; 0 for the others, which send as fast as they can.
    package var rate: Double
    /// 0 for `wrk`, which makes as many as it can in `seconds`.
    package var requests: Int
    /// `wrk` only; 0 for the others, which take as long as their requests.
    package var seconds: Int
    /// Path for `ab` and `wrk`; commands (`set,get`) for `redis-benchmark`.
    package var target: String
    /// Form body; its presence makes `ab` POST.
    package var body: String?
    /// Header lines of each HTTP request, such as `Cookie: voter_id=…`, in the manifest's order.
    package var headers: [String]
    /// Commands in flight a connection, `redis-benchmark` only.
    package var pipeline: Int

    package init(
        tool: Tool, connections: Int, requests: Int = 0, seconds: Int = 0, target: String, body: String? = nil,
        headers: [String] = [], pipeline: Int = 1, rate: Double = 0
    ) {
        precondition(tool == .wrk ? requests == 0 && seconds > 0 && body == nil : requests > 0 && seconds == 0)
        precondition(tool != .redisBenchmark || headers.isEmpty)
        precondition(tool == .paced ? rate > 0 : rate == 0)
        self.tool = tool
        self.connections = connections
        self.requests = requests
        self.seconds = seconds
        self.target = target
        self.body = body
        self.headers = headers
        self.pipeline = pipeline
        self.rate = rate
    }
}

extension ThroughputPlan {
    /// What `body` is.
    static let bodyType = "application/x-www-form-urlencoded"

    /// What a tool of HTTP does, as results name it.
    var httpOperation: String { "\(body == nil ? "GET" : "POST") \(target)" }

    /// The headers as `ab` and `wrk` take them.
    var headerOptions: [String] { headers.flatMap { ["-H", $0] } }
}

extension ThroughputPlan.Tool {
    /// The package of Debian that holds the program; nil for our own requests, which need none.
    package var debianPackage: String? {
        switch self {
        case .apacheBench: "apache2-utils"
        case .redisBenchmark: "redis-tools"
        case .wrk: "wrk"
        case .paced: nil
        }
    }
}
