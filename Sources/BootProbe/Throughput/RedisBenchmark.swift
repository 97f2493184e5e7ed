import Foundation
import Profiles

/// redis-benchmark: a closed loop of pipelined commands on kept connections.
package enum RedisBenchmark {
    /// Runs `plan` against `endpoint`: one result a command.
    static func run(
        _ plan: ThroughputPlan, against endpoint: Endpoint, with tools: some ToolRunner, timeoutSeconds: Double,
        cancellation: Cancellation
    ) throws(BootProbeError) -> [ThroughputResult] {
        let command = [
            "redis-benchmark", "-h", endpoint.address, "-p", "\(endpoint.port)", "-c", "\(plan.connections)", "-n",
            "\(plan.requests)", "-P", "\(plan.pipeline)", "-t", plan.target, "--csv",
        ]
        let output = try tools.run(command, timeoutSeconds: timeoutSeconds, cancellation: cancellation)
        guard output.status == .exited(0) else {
            throw BootProbeError(
                .failed, "redis-benchmark against \(endpoint) \(output.status)",
                underlying: output.standardError.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return try parse(csv: output.standardOutput, of: plan, command: command)
    }

    /// The figures of what `--csv` printed; latencies are those of a whole pipeline.
    package static func parse(
        csv: String, of plan: ThroughputPlan, command: [String] = []
    ) throws(BootProbeError) -> [ThroughputResult] {
        let rows = csv.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")) }
        }
        guard let header = rows.first, header.first == "test", rows.count > 1 else {
            throw BootProbeError(
                .failed, "redis-benchmark printed no table with a header; version 6.2 or later is needed",
                underlying: csv)
        }
        return try rows.dropFirst().map { row throws(BootProbeError) in
            func number(_ column: String) throws(BootProbeError) -> Double {
                guard let index = header.firstIndex(of: column), index < row.count, let value = Double(row[index])
                else {
                    throw BootProbeError(.failed, "redis-benchmark printed no number `\(column)`", underlying: csv)
                }
                guard value.isFinite else {
                    throw BootProbeError(
                        .failed,
                        "redis-benchmark finished \(row[0]) before its clock of milliseconds moved, so that no rate is "
                            + "known; let it make more than \(plan.requests) requests")
                }
                return value
            }
            let quantiles = [
                (0.5, "p50_latency_ms"), (0.95, "p95_latency_ms"), (0.99, "p99_latency_ms"), (1, "max_latency_ms"),
            ]
            return ThroughputResult(
                tool: .redisBenchmark, operation: row[0], connections: plan.connections, pipeline: plan.pipeline,
                requests: plan.requests, requestsPerSecond: try number("rps"),
                minimumLatencySeconds: try number("min_latency_ms") / 1000,
                latencyQuantiles: try quantiles.map { quantile, column throws(BootProbeError) in
                    LatencyQuantile(quantile: quantile, seconds: try number(column) / 1000)
                }, command: command)
        }
    }
}
