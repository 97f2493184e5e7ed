extension ThroughputPlan {
    /// The paper's load for an image whose manifest has none for `tool`: it loads what the image's readiness rule asks.
    ///
    /// 100 connections for HTTP, 10 with 10 commands in flight for Redis. Nil where the tool does not speak the rule's
    /// protocol.
    static func standard(_ tool: Tool, for readiness: Readiness) -> ThroughputPlan? {
        switch (tool, readiness) {
        case (.apacheBench, .http(let path, _, _, _, _)):
            ThroughputPlan(tool: tool, connections: 100, requests: 5000, target: path)
        case (.wrk, .http(let path, _, _, _, _)):
            ThroughputPlan(tool: tool, connections: 100, seconds: 10, target: path)
        case (.paced, .http(let path, _, _, _, _)):
            ThroughputPlan(tool: tool, connections: 1, requests: 200, target: path, rate: 10)
        case (.redisBenchmark, .resp), (.redisBenchmark, .respCommand):
            ThroughputPlan(
                tool: tool, connections: 10, requests: 100_000, target: "ping_mbulk,set,get", pipeline: 10)
        default: nil
        }
    }
}

extension ImageManifest {
    /// This image with its load runs of `tools` alone, in the order of `tools`; of a tool that the manifest has no run
    /// for, the paper's. All runs of the manifest where `tools` is empty.
    ///
    /// - Throws: `badInput` with the remedy where nothing would be loaded, or a tool cannot load this image.
    package func loaded(by tools: [ThroughputPlan.Tool]) throws(BootProbeError) -> ImageManifest {
        let place = source ?? name
        guard !tools.isEmpty else {
            guard throughput.isEmpty else { return self }
            throw BootProbeError(
                .badInput,
                "\(place): throughput: \(name) has no load runs; add some, or name a tool with --tool")
        }
        var image = self
        image.throughput = []
        for tool in tools.uniqued() {
            let own = throughput.filter { $0.tool == tool }
            guard let runs = own.isEmpty ? ThroughputPlan.standard(tool, for: readiness).map({ [$0] }) : own else {
                throw BootProbeError(
                    .badInput,
                    "\(place): \(name) cannot be loaded by \(tool.rawValue), which asks other things than its "
                        + "readiness rule (\(readiness.summary)); \(remedy(for: tool))")
            }
            image.throughput += runs
        }
        return image
    }

    private func remedy(for tool: ThroughputPlan.Tool) -> String {
        let others = ThroughputPlan.Tool.allCases.filter { ThroughputPlan.standard($0, for: readiness) != nil }
        let own = "add a run of \(tool.rawValue) to `throughput` in the manifest"
        guard !others.isEmpty else { return own }
        return "use --tool \(others.map(\.rawValue).joined(separator: " or ")), or \(own)"
    }
}
