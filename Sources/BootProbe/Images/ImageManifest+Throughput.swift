// The load runs of a manifest.
extension YAMLField {
    func throughputPlans() throws(BootProbeError) -> [ThroughputPlan] {
        var plans: [ThroughputPlan] = []
        for field in try list() { plans.append(try field.throughputPlan()) }
        return plans
    }

    private func throughputPlan() throws(BootProbeError) -> ThroughputPlan {
        let fields = try mapping(known: ThroughputPlan.Tool.allCases.map(\.rawValue))
        guard fields.entries.count == 1, let (name, field) = fields.entries.first,
            let tool = ThroughputPlan.Tool(rawValue: name)
        else { throw wrong("expected exactly one of ab, paced, redis-benchmark and wrk") }
        switch tool {
        case .apacheBench: return try field.apacheBenchPlan()
        case .redisBenchmark: return try field.redisBenchmarkPlan()
        case .wrk: return try field.wrkPlan()
        case .paced: return try field.pacedPlan()
        }
    }

    private func pacedPlan() throws(BootProbeError) -> ThroughputPlan {
        let fields = try mapping(known: ["path", "rate", "connections", "requests", "body", "headers"])
        let connections = try fields.optional("connections")?.integer(in: 1...64) ?? 1
        return ThroughputPlan(
            tool: .paced, connections: connections,
            requests: try fields.required("requests").integer(in: 20...1_000_000),
            target: try fields.optional("path")?.urlPath() ?? "/", body: try fields.optional("body")?.string(),
            headers: try fields.optional("headers")?.headerLines() ?? [],
            rate: try fields.required("rate").rate(in: 0.01...10_000))
    }

    private func apacheBenchPlan() throws(BootProbeError) -> ThroughputPlan {
        let fields = try mapping(known: ["path", "connections", "requests", "body", "headers"])
        let connections = try fields.required("connections").connections()
        return ThroughputPlan(
            tool: .apacheBench, connections: connections,
            requests: try fields.required("requests").requests(atLeast: max(connections, 100)),
            target: try fields.optional("path")?.urlPath() ?? "/", body: try fields.optional("body")?.string(),
            headers: try fields.optional("headers")?.headerLines() ?? [])
    }

    private func redisBenchmarkPlan() throws(BootProbeError) -> ThroughputPlan {
        let fields = try mapping(known: ["commands", "connections", "requests", "pipeline"])
        let connections = try fields.required("connections").connections()
        var commands: [String] = []
        for field in try fields.required("commands").list() {
            commands.append(
                try field.string("a command of redis-benchmark, such as set") {
                    $0.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil
                })
        }
        guard !commands.isEmpty else { throw wrong("name at least one command") }
        return ThroughputPlan(
            tool: .redisBenchmark, connections: connections,
            requests: try fields.required("requests").requests(atLeast: connections),
            target: commands.joined(separator: ","),
            pipeline: try fields.optional("pipeline")?.integer(in: 1...10_000) ?? 1)
    }

    private func wrkPlan() throws(BootProbeError) -> ThroughputPlan {
        let fields = try mapping(known: ["path", "connections", "duration", "headers"])
        let duration = try fields.required("duration")
        let seconds = try duration.seconds(in: 1...3600)
        guard seconds == seconds.rounded() else { throw duration.wrong("wrk counts whole seconds") }
        return ThroughputPlan(
            tool: .wrk, connections: try fields.required("connections").connections(), seconds: Int(seconds),
            target: try fields.optional("path")?.urlPath() ?? "/",
            headers: try fields.optional("headers")?.headerLines() ?? [])
    }

    /// A mapping of names to values as the lines of an HTTP request (RFC 9110, 5.5 and 5.6.2).
    private func headerLines() throws(BootProbeError) -> [String] {
        var lines: [String] = []
        for (name, field) in try mapping(known: nil).entries {
            guard name.wholeMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+/) != nil else {
                throw field.wrong("a header's name holds letters, digits and hyphens, such as X-Request-Id")
            }
            lines.append(
                "\(name): "
                    + (try field.string("one line of printable ASCII") {
                        $0.utf8.allSatisfy { (0x20...0x7E).contains($0) }
                    }))
        }
        return lines
    }

    /// `ab` itself allows no more than 20,000.
    private func connections() throws(BootProbeError) -> Int { try integer(in: 1...20_000) }

    /// `ab` refuses fewer requests than connections, and below 100 reads its percentiles from beyond its results.
    private func requests(atLeast connections: Int) throws(BootProbeError) -> Int {
        try integer(in: connections...100_000_000)
    }
}
