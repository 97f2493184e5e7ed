import BootProbe

/// The rows of the paper's tables, and where their figures are in a load run.
package enum PaperRow {
    package static let requestsPerSecond = "REQUESTS/SEC"
    package static let kilobytesPerSecond = "KBYTE/SEC"
    package static let latencies = [("LATENCY 50%", 0.5), ("LATENCY 90%", 0.9), ("LATENCY 100%", 1.0)]
    /// The rows of Tables 2 and 3.
    static let ofApacheBench = [requestsPerSecond, kilobytesPerSecond] + latencies.map(\.0)
    /// The commands of which ours answers.
    static let pings = ["PING_INLINE", "PING_BULK"]

    /// What `redis-benchmark -t` calls a row of Table 1; what it printed as PING_BULK then is PING_MBULK now.
    package static func word(of row: String) -> String {
        row == "PING_BULK" ? "ping_mbulk" : row.lowercased()
    }

    /// The row that an operation as redis-benchmark prints it belongs to, such as `LRANGE_100 (first 100 elements)`; nil
    /// for those that only prepare another.
    package static func name(of operation: String) -> String? {
        guard !operation.contains("needed") else { return nil }
        let name = String(operation.prefix { $0 != " " })
        return name == "PING_MBULK" ? "PING_BULK" : name
    }

    /// The figure of `row` in `results`, in the paper's unit; nil where no run has it.
    package static func value(_ row: String, in results: [ThroughputResult]) -> Double? {
        if let quantile = latencies.first(where: { $0.0 == row })?.1 {
            let latencies = results.first { $0.tool == .apacheBench }?.latencyQuantiles
            return latencies?.first { $0.quantile == quantile }.map { $0.seconds * 1000 }
        }
        switch row {
        case requestsPerSecond: return results.first { $0.tool == .apacheBench }?.requestsPerSecond
        case kilobytesPerSecond: return results.first { $0.tool == .apacheBench }?.kilobytesPerSecond
        default:
            return results.first { $0.tool == .redisBenchmark && name(of: $0.operation) == row }?.requestsPerSecond
        }
    }
}
