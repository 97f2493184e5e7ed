import Histogram

/// What an open-loop run sent and what came back, in the order of the plan.
package struct LoadReport: Sendable {
    package let records: [RequestRecord]
    package let inFlightPeak: Int

    package init(records: [RequestRecord], inFlightPeak: Int) {
        self.records = records
        self.inFlightPeak = inFlightPeak
    }

    package var outcomes: [TransferOutcome: Int] {
        records.reduce(into: [:]) { counts, record in counts[record.outcome, default: 0] += 1 }
    }

    /// Latencies of the answered requests in microseconds, to three significant digits.
    package var latencyHistogram: Histogram<UInt64> {
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        for record in records where record.outcome == .answered {
            _ = histogram.record(UInt64(max(0, record.latency) * 1e6))
        }
        return histogram
    }

    package var lateness: Lateness { Lateness(records.filter { $0.outcome != .shed }.map(\.lateness)) }
}

/// How faithfully the generator kept to its plan: a run with many late sends measured the generator.
package struct Lateness: Codable, Sendable, Equatable {
    /// A send later than this many seconds counts as late.
    package static let tolerated = 0.005

    /// The largest share of late sends with which a run measures the service, and not the generator.
    package static let toleratedShare = 0.001

    package var sends: Int
    /// Share of sends that left more than `tolerated` late.
    package var lateShare: Double
    /// 99th percentile and maximum of the lateness, in seconds.
    package var p99: Double
    package var worst: Double

    /// Whether the load was another one than planned.
    package var isExcessive: Bool { lateShare > Self.toleratedShare }

    package init(_ lateness: [Double]) {
        let ascending = lateness.sorted()
        sends = ascending.count
        lateShare = Double(ascending.count { $0 > Self.tolerated }) / Double(max(1, ascending.count))
        p99 = ascending.isEmpty ? 0 : ascending[(ascending.count * 99 + 99) / 100 - 1]
        worst = ascending.last ?? 0
    }
}
