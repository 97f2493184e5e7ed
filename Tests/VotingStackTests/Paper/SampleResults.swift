import BootProbe
import Foundation
import Profiles
import VotingStack

/// Results that were made up: Redis as a process, vote as an emulated guest, and others that are absent or failed.
enum SampleResults {
    static func redis(_ operation: String, _ rate: Double, failed: Int = 0) -> ThroughputResult {
        ThroughputResult(
            tool: .redisBenchmark, operation: operation, connections: 10, pipeline: 10, requests: 1000, failed: failed,
            requestsPerSecond: rate, minimumLatencySeconds: 0, latencyQuantiles: [])
    }

    /// A run of ab with all latencies alike.
    static func page(_ rate: Double, milliseconds: Double, failed: Int = 0) -> ThroughputResult {
        var result = ThroughputResult(
            tool: .apacheBench, operation: "GET /", connections: 100, requests: 1000, failed: failed,
            requestsPerSecond: rate, minimumLatencySeconds: milliseconds / 1000,
            latencyQuantiles: [0.5, 0.9, 1].map { LatencyQuantile(quantile: $0, seconds: milliseconds / 1000) })
        result.kilobytesPerSecond = rate * 1.5
        return result
    }

    static func system(_ key: String) -> PaperSystem {
        PaperSystem.known.first { $0.key == key } ?? PaperSystem(supplied: key)
    }

    static func entry(
        _ service: PaperService, _ key: String, accelerator: Accelerator = .none, absence: String? = nil,
        failure: String? = nil, runs: [ThroughputResult] = []
    ) -> PaperEntry {
        var entry = PaperEntry(service: service, system: system(key), absence: absence)
        entry.accelerator = accelerator
        entry.loadFailure = failure
        entry.loadRuns = runs
        return entry
    }

    static func results(_ entries: [PaperEntry]) throws -> PaperResults {
        PaperResults(
            published: try PaperTables.published(), entries: entries, provenance: Provenance(host: nil),
            redisCommand: ["redis-server", "--save", "", "--appendonly", "no"], seed: 7)
    }

    static func table(
        _ service: PaperService, _ entries: [PaperEntry], systems: [PaperSystem] = PaperSystem.known
    ) throws -> ComparedTable {
        let results = try results(entries)
        return ComparedTable(
            results.published.throughput.first { $0.service == service }!, results, systems: systems)
    }
}
