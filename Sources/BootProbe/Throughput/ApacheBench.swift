import Foundation
import Profiles

/// ApacheBench: a closed loop of HTTP requests, each on a connection of its own.
package enum ApacheBench {
    /// Runs `plan` against `endpoint`.
    static func run(
        _ plan: ThroughputPlan, against endpoint: Endpoint, with tools: some ToolRunner, timeoutSeconds: Double,
        cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        let percentiles = "percentiles.csv"
        let body = "body"
        if let content = plan.body {
            try write(content, to: "\(tools.exchange.path)/\(body)")
        }
        let directory = tools.exchange.pathSeenByTool
        let command = arguments(
            plan, endpoint: endpoint, percentiles: "\(directory)/\(percentiles)", body: "\(directory)/\(body)")
        let output = try tools.run(command, timeoutSeconds: timeoutSeconds, cancellation: cancellation)
        guard output.status == .exited(0) else {
            throw BootProbeError(
                .failed, "ab against \(endpoint) \(output.status)",
                underlying: output.standardError.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let file = "\(tools.exchange.path)/\(percentiles)"
        let table = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
        var result = try parse(report: output.standardOutput, percentiles: table)
        result.command = command
        result.operation = plan.httpOperation
        return result
    }

    /// `-l`: a page may change its length as votes come in. `-r`: a reset connection is a failed request, not the end.
    private static func arguments(
        _ plan: ThroughputPlan, endpoint: Endpoint, percentiles: String, body: String
    ) -> [String] {
        let form = ["-p", body, "-T", ThroughputPlan.bodyType]
        return ["ab", "-q", "-l", "-r", "-c", "\(plan.connections)", "-n", "\(plan.requests)", "-e", percentiles]
            + (plan.body == nil ? [] : form) + plan.headerOptions + ["http://\(endpoint)\(plan.target)"]
    }

    private static func write(_ content: String, to path: String) throws(BootProbeError) {
        do {
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw BootProbeError(.cannotCreate, "\(path): cannot be written", underlying: "\(error)")
        }
    }

    /// The figures of ab's text report and of the table that `-e` wrote; the operation is left empty.
    package static func parse(report: String, percentiles: String) throws(BootProbeError) -> ThroughputResult {
        let fields = fields(of: report)
        func number(_ name: String) throws(BootProbeError) -> Double {
            guard let value = fields[name].flatMap({ Double($0) }) else {
                throw BootProbeError(.failed, "the report of ab has no number `\(name)`", underlying: report)
            }
            return value
        }
        let quantiles = try quantiles(percentiles)
        var result = ThroughputResult(
            tool: .apacheBench, operation: "", connections: Int(try number("Concurrency Level")),
            requests: Int(try number("Complete requests")),
            failed: Int(try number("Failed requests")) + Int(fields["Non-2xx responses"].flatMap { Double($0) } ?? 0),
            requestsPerSecond: try number("Requests per second"), minimumLatencySeconds: quantiles.minimum,
            latencyQuantiles: quantiles.others)
        result.kilobytesPerSecond = try number("Transfer rate")
        return result
    }

    /// First word of each `Name:  value` line; the first line of a name wins.
    private static func fields(of report: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in report.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let value = parts[1].split(separator: " ").first else { continue }
            if fields[String(parts[0])] == nil { fields[String(parts[0])] = String(value) }
        }
        return fields
    }

    /// Rows of percent and milliseconds, the row 0 being the minimum.
    private static func quantiles(
        _ table: String
    ) throws(BootProbeError) -> (minimum: Double, others: [LatencyQuantile]) {
        let rows = table.split(whereSeparator: \.isNewline).compactMap { line -> LatencyQuantile? in
            let cells = line.split(separator: ",")
            guard cells.count == 2, let percent = Double(cells[0]), let milliseconds = Double(cells[1]) else {
                return nil
            }
            return LatencyQuantile(quantile: percent / 100, seconds: milliseconds / 1000)
        }
        guard let first = rows.first, first.quantile == 0, rows.count > 1 else {
            throw BootProbeError(.failed, "ab wrote no table of percentiles", underlying: table)
        }
        return (first.seconds, Array(rows.dropFirst()))
    }
}
