import Profiles

/// What load runs found.
package struct ThroughputReport: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var result: ThroughputResult
        /// Bounds on the requests in flight by Little's law; `connections` should lie within.
        package var requestsInFlight: [Double]
        /// Nil for redis-benchmark, to which the law cannot be applied.
        package var obeysLittlesLaw: Bool?
    }

    /// A target that could not be loaded, or not with all of its runs.
    package struct Failure: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var reason: String
    }

    package var rows: [Row]
    package var failures: [Failure]

    package init(_ loaded: [LoadedTarget]) {
        rows = loaded.flatMap { one in
            one.results.map { result in
                Row(
                    image: one.target.image, technology: one.target.technology, result: result,
                    requestsInFlight: [result.requestsInFlight.lowerBound, result.requestsInFlight.upperBound],
                    obeysLittlesLaw: result.obeysLittlesLaw)
            }
        }
        failures = loaded.compactMap { one in
            one.failure.map {
                Failure(image: one.target.image, technology: one.target.technology, reason: $0.description)
            }
        }
    }
}

extension ThroughputReport: Report {
    package var remarks: [String] {
        failures.map { "\($0.image) as \($0.technology.label) could not be loaded: \($0.reason)" }
    }

    package var table: ReportTable {
        func latency(_ quantile: Double, of row: Row) -> ReportTable.Cell {
            .time(row.result.latencyQuantiles.first { $0.quantile == quantile }?.seconds)
        }
        return ReportTable(
            rows,
            columns: [
                .text("throughput", "image", "technology") { .target($0.image, $0.technology) },
                .text(nil, "tool") { .text($0.result.tool.rawValue) },
                .text("operation", "operation") { .text($0.result.operation) },
                .number("connections", "connections") { .count($0.result.connections) },
                .number(nil, "pipeline") { .count($0.result.pipeline) },
                .number("requests/s", "requests_per_second") { .rate($0.result.requestsPerSecond) },
                .number(nil, "kilobytes_per_second") { .number($0.result.kilobytesPerSecond) },
                .number("p50", "latency_p50_s") { latency(0.5, of: $0) },
                .number("p99", "latency_p99_s") { latency(0.99, of: $0) },
                .number("max", "latency_max_s") { latency(1, of: $0) },
                .number("failed", "failed") { .count($0.result.failed) },
                .text("remark", "remark") { .text(Self.remark($0)) },
            ])
    }

    private static func remark(_ row: Row) -> String {
        if !row.result.isSound { return "too many failed: not used" }
        return row.obeysLittlesLaw == false ? "breaks Little's law" : ""
    }
}
