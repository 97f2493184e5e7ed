import CCurl
import Foundation
import Profiles

/// Requests at random instants (Poisson) at a rate so low that each finds the service idle, each over a new connection: what a
/// request takes, and what CPU it costs, where nothing has warmed up for it.
///
/// Several connections at a time share the rate: for as many replicas behind a balancer, each of which then serves one request at
/// a time, or for one replica that is to be busy.
///
/// A closed loop with one connection shows neither: the next request comes before caches have cooled and workers sleep,
/// and under a CPU limit it meets the end of the quota.
package struct PacedRequests {
    private static let timeoutSeconds = 10.0

    private let plan: ThroughputPlan
    private let turn: UInt32

    /// - Parameter turn: which of several runs of the same load this is; each has instants of its own, the same whenever it is made.
    package init(_ plan: ThroughputPlan, turn: Int = 0) {
        self.plan = plan
        self.turn = UInt32(turn)
    }

    /// Sends those of a connection one after another; once `cancellation` is set, those until then are the result.
    ///
    /// - Parameter throttledPeriods: how often the quotas of all that serve have ended so far: a request during which none did was
    ///   not held up by one. Nil where that is not known.
    package func run(
        against endpoint: Endpoint, throttledPeriods: @escaping @Sendable () -> Int? = { nil },
        cancellation: Cancellation
    ) throws(BootProbeError) -> ThroughputResult {
        let origin = HostInstant.now
        let streams = (1...plan.connections).map { number in
            DedicatedThread(name: "paced requests") { () throws(BootProbeError) in
                try send(
                    seed: UInt64(turn) << 32 + UInt64(number), against: endpoint, from: origin, throttledPeriods,
                    cancellation)
            }
        }
        var sent = Sent()
        for stream in streams { sent.add(try stream.wait()) }
        return result(sent, seconds: HostInstant.now.seconds(since: origin))
    }

    private struct Sent: Sendable {
        var latencies: [Double] = []
        /// Of the requests during which no quota ended; nil once that is not known of one.
        var unthrottled: [Double]? = []
        var failed = 0

        mutating func add(_ other: Sent) {
            latencies += other.latencies
            unthrottled = unthrottled.flatMap { own in other.unthrottled.map { own + $0 } }
            failed += other.failed
        }

        /// - Parameter periods: throttled ones until before and after the request.
        mutating func add(_ latency: Double, _ periods: (Int?, Int?)) {
            latencies.append(latency)
            guard let before = periods.0, let after = periods.1 else { return unthrottled = nil }
            if before == after { unthrottled?.append(latency) }
        }
    }

    private func send(
        seed: UInt64, against endpoint: Endpoint, from origin: HostInstant,
        _ throttledPeriods: @Sendable () -> Int?, _ cancellation: Cancellation
    ) throws(BootProbeError) -> Sent {
        var generator = SplitMix64(seed: seed)
        let rate = plan.rate / Double(plan.connections)
        var planned = 0.0
        var sent = Sent()
        for _ in 0..<plan.requests / plan.connections where !cancellation.isCancelled {
            planned -= log(1 - generator.nextUnit()) / rate
            let transfer = try transfer(to: endpoint)
            Thread.sleep(forTimeInterval: max(0, origin.advanced(bySeconds: planned).seconds(since: .now)))
            let before = throttledPeriods()
            let begin = HostInstant.now
            // One that gets no answer is a failed request, not the end of the run.
            let status = (try? transfer.perform())?.status ?? 0
            let latency = HostInstant.now.seconds(since: begin)
            sent.add(latency, (before, throttledPeriods()))
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
        let all = Self.summary(sent.latencies)
        var result = ThroughputResult(
            tool: .paced, operation: plan.httpOperation, connections: plan.connections,
            requests: all.requests, failed: sent.failed, requestsPerSecond: Double(all.requests) / seconds,
            minimumLatencySeconds: all.minimumSeconds, latencyQuantiles: all.quantiles)
        result.plannedRate = plan.rate
        result.meanLatencySeconds = all.meanSeconds
        result.unthrottled = sent.unthrottled.map(Self.summary)
        return result
    }

    private static func summary(_ latencies: [Double]) -> ThroughputResult.Latencies {
        let sorted = latencies.sorted()
        return ThroughputResult.Latencies(
            requests: sorted.count, minimumSeconds: sorted.first ?? 0,
            meanSeconds: sorted.reduce(0, +) / Double(max(1, sorted.count)),
            quantiles: quantiles.map { quantile in
                let rank = NearestRank.rank(quantile, of: sorted.count)
                return LatencyQuantile(quantile: quantile, seconds: sorted.isEmpty ? 0 : sorted[rank - 1])
            })
    }
}
