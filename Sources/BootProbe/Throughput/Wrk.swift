import Foundation
import Profiles

/// wrk: a closed loop of HTTP requests on connections that are kept, for a time.
///
/// Only GET: it posts by a Lua script alone.
package enum Wrk {
    /// Seconds after which wrk forgets how long an answer took, and calls it a time-out; its table has 8 MB a second.
    private static let limitSeconds = 20

    /// Runs `plan` against `endpoint`.
    static func run(
        _ plan: ThroughputPlan, against endpoint: Endpoint, with tools: some ToolRunner, timeoutSeconds: Double,
        cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        let threads = threads(for: plan.connections, on: ProcessInfo.processInfo.activeProcessorCount)
        let command =
            [
                "wrk", "-t", "\(threads)", "-c", "\(plan.connections)", "-d", "\(plan.seconds)s", "--timeout",
                "\(limitSeconds)s", "--latency",
            ] + plan.headerOptions + ["http://\(endpoint)\(plan.target)"]
        let output = try tools.run(command, timeoutSeconds: timeoutSeconds, cancellation: cancellation)
        guard output.status == .exited(0) else {
            throw BootProbeError(
                .failed, "wrk against \(endpoint) \(output.status)",
                underlying: (output.standardOutput + output.standardError)
                    .trimmingCharacters(in: .whitespacesAndNewlines))
        }
        var result = try WrkReport(output.standardOutput).result(connections: plan.connections)
        result.command = command
        result.operation = plan.httpOperation
        return result
    }

    /// A thread a CPU at most, and so many that they share the connections evenly: wrk does not open the remainder.
    package static func threads(for connections: Int, on cpus: Int) -> Int {
        (1...max(1, min(connections, cpus))).last { connections.isMultiple(of: $0) } ?? 1
    }
}
