import CCurl
import Foundation
import Profiles

/// Requests at random instants (Poisson) at a rate so low that each finds the service idle, on a connection of its own:
/// what a request takes, and what CPU it costs, where nothing has warmed up for it.
///
/// A closed loop with one connection shows neither: the next request comes before caches have cooled and workers sleep,
/// and under a CPU limit it meets the end of the quota.
package struct PacedRequests {
    private static let timeoutSeconds = 10.0

    private let plan: ThroughputPlan

    package init(_ plan: ThroughputPlan) { self.plan = plan }

    /// Sends them one after another; once `cancellation` is set, those until then are the result.
    package func run(against endpoint: Endpoint, cancellation: Cancellation) throws(BootProbeError) -> ThroughputResult
    {
        // The same instants in every run.
        var generator = SplitMix64(seed: 1)
        let origin = HostInstant.now
        var planned = 0.0
        var latencies: [Double] = []
        var failed = 0
        for _ in 0..<plan.requests where !cancellation.isCancelled {
            planned -= log(1 - generator.nextUnit()) / plan.rate
            let transfer = try transfer(to: endpoint)
            Thread.sleep(forTimeInterval: max(0, origin.advanced(bySeconds: planned).seconds(since: .now)))
            let sent = HostInstant.now
            // One that gets no answer is a failed request, not the end of the run.
            let status = (try? transfer.perform())?.status ?? 0
            latencies.append(HostInstant.now.seconds(since: sent))
            if !(200..<300).contains(status) { failed += 1 }
        }
        return result(latencies, failed: failed, seconds: HostInstant.now.seconds(since: origin))
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

    private func result(_ latencies: [Double], failed: Int, seconds: Double) -> ThroughputResult {
        let sorted = latencies.sorted()
        let quantiles = (1...100).map { percent in
            let quantile = Double(percent) / 100
            let rank = NearestRank.rank(quantile, of: sorted.count)
            return LatencyQuantile(quantile: quantile, seconds: sorted.isEmpty ? 0 : sorted[rank - 1])
        }
        var result = ThroughputResult(
            tool: .paced, operation: plan.httpOperation, connections: 1,
            requests: latencies.count, failed: failed, requestsPerSecond: Double(latencies.count) / seconds,
            minimumLatencySeconds: sorted.first ?? 0, latencyQuantiles: quantiles)
        result.plannedRate = plan.rate
        result.meanLatencySeconds = latencies.reduce(0, +) / Double(max(1, latencies.count))
        return result
    }
}
