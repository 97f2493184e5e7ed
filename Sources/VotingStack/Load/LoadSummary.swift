import BootProbe
import Foundation
import ScaleSim

/// A load that was sent, summed up; JSON of `scalesim stack load`.
package struct LoadSummary: Codable, Sendable, Equatable {
    package static let currentSchema = 1

    package var schema: Int = LoadSummary.currentSchema
    /// Nil for an open loop.
    package var connections: Int?
    package var requests: Int
    /// From the first planned send to the last answer.
    package var seconds: Double
    /// How many requests ended in which way, by the names of `TransferOutcome`.
    package var outcomes: [String: Int]
    /// Of the answered requests, from the planned send on; quantiles to three digits. Nil without an answer.
    package var latencyMeanSeconds: Double?
    package var latencyP50Seconds: Double?
    package var latencyP90Seconds: Double?
    package var latencyP95Seconds: Double?
    package var latencyP99Seconds: Double?
    package var latencyP999Seconds: Double?
    package var latencyMaxSeconds: Double?
    package var inFlightPeak: Int
    package var lateness: Lateness

    package init(_ report: LoadReport, connections: Int? = nil) {
        self.connections = connections
        requests = report.records.count
        let ends = report.records.map(\.done)
        seconds = (ends.max() ?? 0) - (report.records.first?.planned ?? 0)
        outcomes = Dictionary(uniqueKeysWithValues: report.outcomes.map { ($0.key.rawValue, $0.value) })
        let answered = report.records.filter { $0.outcome == .answered }.map(\.latency)
        inFlightPeak = report.inFlightPeak
        lateness = report.lateness
        guard !answered.isEmpty else { return }
        let histogram = report.latencyHistogram
        func quantile(_ percent: Double) -> Double { Double(histogram.valueAtPercentile(percent)) / 1e6 }
        latencyMeanSeconds = answered.reduce(0, +) / Double(answered.count)
        (latencyP50Seconds, latencyP90Seconds, latencyP95Seconds) = (quantile(50), quantile(90), quantile(95))
        (latencyP99Seconds, latencyP999Seconds) = (quantile(99), quantile(99.9))
        latencyMaxSeconds = answered.max()
    }

    package var answered: Int { outcomes[TransferOutcome.answered.rawValue] ?? 0 }

    /// Answers per second.
    package var throughput: Double { seconds > 0 ? Double(answered) / seconds : 0 }
}

extension LoadSummary {
    /// As a table for a terminal.
    package var text: String {
        var table = TextTable(numbers: [false, true], indent: 2)
        table.append(["requests", "\(requests)"])
        table.append(["answered a second", String(format: "%.1f", throughput)])
        for outcome in TransferOutcome.allCases {
            guard let count = outcomes[outcome.rawValue] else { continue }
            table.append([outcome.rawValue.replacing("_", with: " "), "\(count)"])
        }
        let latencies = [
            ("mean", latencyMeanSeconds), ("p50", latencyP50Seconds), ("p90", latencyP90Seconds),
            ("p95", latencyP95Seconds), ("p99", latencyP99Seconds), ("p99.9", latencyP999Seconds),
            ("longest", latencyMaxSeconds),
        ]
        for (name, seconds) in latencies {
            if let seconds { table.append(["latency, \(name)", String(format: "%.1f ms", seconds * 1000)]) }
        }
        table.append(["most in flight", "\(inFlightPeak)"])
        if connections == nil {
            table.append(["sent over 5 ms late", String(format: "%.3f %%", lateness.lateShare * 100)])
        }
        return (connections.map { "closed loop, \($0) connections" } ?? "open loop") + "\n\n" + table.text + "\n"
    }
}

extension LoadReport {
    /// Writes every request as a row of CSV; the file is there with all of them or not at all.
    ///
    /// - Parameter path: `-` for standard output.
    package func writeRequests(to file: OutputFile) throws(ScaleSimError) {
        try file.write("request,planned_s,sent_s,done_s,latency_s,status,outcome\n")
        for (index, record) in records.enumerated() {
            let times = [record.planned, record.sent, record.done, record.latency]
            let cells = times.map { String(format: "%.6f", $0) }.joined(separator: ",")
            try file.write("\(index),\(cells),\(record.status),\(record.outcome.rawValue)\n")
        }
        try file.finish()
    }
}
