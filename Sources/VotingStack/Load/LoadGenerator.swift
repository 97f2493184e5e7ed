import BootProbe
import CLinux

/// Sends an open-loop load: each request at its planned instant, on a connection of its own.
package struct LoadGenerator: Sendable {
    package let plan: LoadPlan

    package init(plan: LoadPlan) { self.plan = plan }

    /// Sends the whole plan, its zero at `origin`, and returns when every request has ended. It blocks the calling
    /// thread, which should be its own: where the system allows, it goes before others from here on.
    package func run(from origin: HostInstant) throws(BootProbeError) -> LoadReport {
        // Sends that wait for a busy processor would make the load another one, and a timer's usual slack of 50 µs would be
        // part of every latency. Where precedence is refused, `Lateness` tells.
        bs_wake_on_time()
        var run = try LoadRun(plan: plan, origin: origin)
        return try run.finish()
    }
}

/// The state of one run of a plan.
private struct LoadRun {
    private let plan: LoadPlan
    private let origin: HostInstant
    private let loop: TransferLoop
    private var records: [RequestRecord]
    /// All that were made: libcurl holds those in flight without owning them.
    private var transfers: [VoteTransfer] = []
    private var idle: [VoteTransfer] = []
    private var next = 0
    private var inFlightPeak = 0

    init(plan: LoadPlan, origin: HostInstant) throws(BootProbeError) {
        self.plan = plan
        self.origin = origin
        loop = try TransferLoop()
        records = plan.sendSeconds.map {
            RequestRecord(planned: $0, sent: $0, done: $0, status: 0, outcome: .shed)
        }
    }

    mutating func finish() throws(BootProbeError) -> LoadReport {
        while next < plan.sendSeconds.count || loop.running > 0 {
            try sendDue()
            var ended: [VoteTransfer] = []
            loop.run(until: nextDue) { transfer, result in
                records[transfer.request].end(at: now, result, status: transfer.status)
                ended.append(transfer)
            }
            idle += ended
        }
        return LoadReport(records: records, inFlightPeak: inFlightPeak)
    }

    private var now: Double { HostInstant.now.seconds(since: origin) }

    /// The next planned send, or a moment from now when nothing but answers is left to wait for.
    private var nextDue: HostInstant {
        next < plan.sendSeconds.count
            ? origin.advanced(bySeconds: plan.sendSeconds[next]) : HostInstant.now.advanced(bySeconds: 0.1)
    }

    /// Most requests sent before answers are looked at again, so that a generator that is behind still sees them.
    private static let sendsMax = 32

    private mutating func sendDue() throws(BootProbeError) {
        for _ in 0..<Self.sendsMax where next < plan.sendSeconds.count {
            let now = self.now
            guard plan.sendSeconds[next] <= now else { return }
            if loop.running < plan.inFlightMax {
                records[next].sent = now
                try send(next)
            }
            next += 1
        }
    }

    private mutating func send(_ index: Int) throws(BootProbeError) {
        if idle.isEmpty {
            transfers.append(try VoteTransfer(to: plan.target, timeoutSeconds: plan.timeoutSeconds))
            idle.append(transfers[transfers.count - 1])
        }
        let transfer = idle.removeLast()
        transfer.prepare(index, plan.ballot(index))
        loop.add(transfer)
        inFlightPeak = max(inFlightPeak, loop.running)
    }
}
