import Profiles

/// What load runs found, for `--format json` and, as `text`, for people.
package struct ThroughputReport: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package var image: String
        package var technology: Technology
        package var result: ThroughputResult
        /// Bounds on the requests in flight by Little's law; `connections` should lie within.
        package var requestsInFlight: [Double]
        /// Nil for redis-benchmark, whose latencies are those of pipelines.
        package var obeysLittlesLaw: Bool?
    }

    package var rows: [Row]

    package init(_ measured: [(target: MeasuredTarget, results: [ThroughputResult])]) {
        rows = measured.flatMap { target, results in
            results.map { result in
                Row(
                    image: target.image, technology: target.technology, result: result,
                    requestsInFlight: [result.requestsInFlight.lowerBound, result.requestsInFlight.upperBound],
                    obeysLittlesLaw: result.tool == .apacheBench ? result.obeysLittlesLaw : nil)
            }
        }
    }

    package var text: String {
        var table = TextTable(header: [
            "throughput", "operation", "connections", "requests/s", "p50", "p99", "max", "failed", "remark",
        ])
        for row in rows {
            let result = row.result
            func latency(_ quantile: Double) -> String {
                result.latencyQuantiles.first { $0.quantile == quantile }
                    .map { "\(Decimals.three($0.seconds * 1000)) ms" } ?? "–"
            }
            table.append([
                "\(row.image) as \(row.technology.rawValue)", result.operation, "\(result.connections)",
                Decimals.three(result.requestsPerSecond), latency(0.5), latency(0.99), latency(1), "\(result.failed)",
                Self.remark(row),
            ])
        }
        return table.text
    }

    private static func remark(_ row: Row) -> String {
        if !row.result.isSound { return "too many failed: not used" }
        return row.obeysLittlesLaw == false ? "breaks Little's law" : ""
    }
}
