/// Turns running totals of the replicas into samples over a sliding window.
package struct MetricsScraper: Sendable {
    /// Running totals of one replica since its start.
    package struct Totals: Sendable {
        /// Server-nanoseconds of work done.
        package var busy: Int64
        /// Requests sent to it.
        package var requests: Int64

        package static let zero = Totals(busy: 0, requests: 0)
    }

    package struct Sample: Sendable {
        /// Of the scrape, in nanoseconds since the start of the run.
        package var time: Int64
        /// What happened within the window.
        package var change: Totals
    }

    /// Scrapes that a window spans.
    private let depth: Int
    private var scrapes = 0
    /// Totals at the last `depth` scrapes: replica `r` owns a ring of `depth` from `r * depth`.
    private var history: ContiguousArray<Totals> = []
    private var samples: ContiguousArray<Sample?> = []

    package init(_ pipeline: MetricsPipeline) {
        precondition(pipeline.defect == nil, pipeline.defect ?? "")
        depth = Int(pipeline.window.nanoseconds / pipeline.scrapeInterval.nanoseconds)
    }

    /// The replica's latest sample, nil before its first.
    package func sample(of replica: Int) -> Sample? { samples[replica] }

    package mutating func addReplica() {
        history.append(contentsOf: repeatElement(.zero, count: depth))
        samples.append(nil)
    }

    /// Begins the next scrape; `record` follows for each replica that answers it.
    package mutating func beginScrape() { scrapes += 1 }

    package mutating func record(_ replica: Int, totals: Totals, at time: Int64) {
        let slot = replica * depth + scrapes % depth
        let before = history[slot]
        history[slot] = totals
        samples[replica] = Sample(
            time: time, change: Totals(busy: totals.busy - before.busy, requests: totals.requests - before.requests))
    }
}
