import CCurl
import Foundation
import Profiles

/// Requests at random instants (Poisson) at a rate so low that each finds the service idle, each over a new connection: what a
/// request takes, and what CPU it costs, where nothing has warmed up for it.
///
/// Several connections at a time share the rate: for as many replicas behind a balancer, each of which then serves one request at
/// a time.
///
/// A closed loop with one connection shows neither: the next request comes before caches have cooled and workers sleep,
/// and under a CPU limit it meets the end of the quota.
package struct PacedRequests {
    private static let timeoutSeconds = 10.0

    private let plan: ThroughputPlan

    package init(_ plan: ThroughputPlan) { self.plan = plan }

    /// Sends those of a connection one after another; once `cancellation` is set, those until then are the result.
    package func run(against endpoint: Endpoint, cancellation: Cancellation) throws(BootProbeError) -> ThroughputResult
    {
        let origin = HostInstant.now
        let streams = (1...plan.connections).map { number in
            DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
                // The same instants in every run.
                try send(seed: UInt64(number), against: endpoint, from: origin, cancellation)
            }
        }
        var sent = Sent()
        for stream in streams { sent.add(try stream.wait()) }
        return result(sent, seconds: HostInstant.now.seconds(since: origin))
    }

    private struct Sent: Sendable {
        var latencies: [Double] = []
        var failed = 0

        mutating func add(_ other: Sent) {
            latencies += other.latencies
            failed += other.failed
        }
    }

    private func send(
        seed: UInt64, against endpoint: Endpoint, from origin: HostInstant, _ cancellation: Cancellation
    ) throws(BootProbeError) -> Sent {
        var generator = SplitMix64(seed: seed)
        let rate = plan.rate / Double(plan.connections)
        var planned = 0.0
        var sent = Sent()
        for _ in 0..<plan.requests / plan.connections where !cancellation.isCancelled {
            planned -= log(1 - generator.nextUnit()) / rate
            let transfer = try transfer(to: endpoint)
            Thread.sleep(forTimeInterval: max(0, origin.advanced(bySeconds: planned).seconds(since: .now)))
            let begin = HostInstant.now
            // One that gets no answer is a failed request, not the end of the run.
            let status = (try? transfer.perform())?.status ?? 0
            sent.latencies.append(HostInstant.now.seconds(since: begin))
            if !(200..<300).contains(status) { sent.failed += 1 }
        }
        return sent
    }

    private func transfer(to endpoint: Endpoint) throws(BootProbeError) -> CurlTransfer {
        var transfer = try CurlTransfer.create()
        try transfer.set(CURLOPT_URL, "http://\(endpoint)\(plan.target)")
        // The load goes where the plan says, whatever proxy the environment names.
        try transfer.set(CURLOPT_PROXY, "")
        try transfer.set(CURLOPT_TIMEOUT_MS, Int(Self.timeoutSeconds * 1000))
        if let body = plan.body {
            try transfer.send(Array(body.utf8), contentType: ThroughputPlan.bodyType, headers: plan.headers)
        } else {
            try transfer.set(headers: plan.headers)
        }
        return transfer
    }

    /// Percents, and thousandths of the last one: a few of hundreds are held up for long, and their share matters.
    private static let quantiles = (1...99).map { Double($0) / 100 } + (991...1000).map { Double($0) / 1000 }

    private func result(_ sent: Sent, seconds: Double) -> ThroughputResult {
        let sorted = sent.latencies.sorted()
        let quantiles = Self.quantiles.map { quantile in
            let rank = NearestRank.rank(quantile, of: sorted.count)
            return LatencyQuantile(quantile: quantile, seconds: sorted.isEmpty ? 0 : sorted[rank - 1])
        }
        var result = ThroughputResult(
            tool: .paced, operation: plan.httpOperation, connections: plan.connections,
            requests: sorted.count, failed: sent.failed, requestsPerSecond: Double(sorted.count) / seconds,
            minimumLatencySeconds: sorted.first ?? 0, latencyQuantiles: quantiles)
        result.plannedRate = plan.rate
        result.meanLatencySeconds = sorted.reduce(0, +) / Double(max(1, sorted.count))
        return result
    }
}
