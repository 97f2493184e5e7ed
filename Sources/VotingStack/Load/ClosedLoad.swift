import BootProbe

/// A closed-loop load, as `ab` sends it: so many voters, each of whom sends again as soon as the last answer has come, on
/// a connection of its own each time.
package struct ClosedLoad: Sendable, Equatable {
    package var target: VotePage
    package var connections: Int
    /// No request is sent after this time; those sent before are awaited.
    package var durationSeconds: Double
    /// Seconds after which a request has failed.
    package var timeoutSeconds: Double
    /// Decides voters and votes.
    package var seed: UInt64

    package init(
        target: VotePage, connections: Int, durationSeconds: Double, timeoutSeconds: Double = 30, seed: UInt64 = 1
    ) {
        precondition(connections > 0 && durationSeconds > 0 && timeoutSeconds > 0)
        self.target = target
        self.connections = connections
        self.durationSeconds = durationSeconds
        self.timeoutSeconds = timeoutSeconds
        self.seed = seed
    }

    /// Sends from now on, and returns when every request has ended. It blocks the calling thread.
    ///
    /// - Returns: requests in the order in which they were sent, each planned for the instant at which it was.
    package func run() throws(BootProbeError) -> LoadReport {
        var run = try ClosedRun(self)
        return try run.finish()
    }
}

private struct ClosedRun {
    private let load: ClosedLoad
    private let origin = HostInstant.now
    private let loop: TransferLoop
    private var records: [RequestRecord] = []
    /// One a connection; libcurl holds those in flight without owning them.
    private let transfers: [VoteTransfer]

    init(_ load: ClosedLoad) throws(BootProbeError) {
        self.load = load
        loop = try TransferLoop()
        var transfers: [VoteTransfer] = []
        for _ in 0..<load.connections {
            transfers.append(try VoteTransfer(to: load.target, timeoutSeconds: load.timeoutSeconds))
        }
        self.transfers = transfers
    }

    mutating func finish() throws(BootProbeError) -> LoadReport {
        for transfer in transfers { send(transfer) }
        while loop.running > 0 {
            var ended: [VoteTransfer] = []
            loop.run(until: HostInstant.now.advanced(bySeconds: 0.1)) { transfer, result in
                records[transfer.request].end(at: now, result, status: transfer.status)
                ended.append(transfer)
            }
            if now < load.durationSeconds { for transfer in ended { send(transfer) } }
        }
        return LoadReport(records: records, inFlightPeak: load.connections)
    }

    private var now: Double { HostInstant.now.seconds(since: origin) }

    private mutating func send(_ transfer: VoteTransfer) {
        transfer.prepare(records.count, Ballot(seed: load.seed, index: records.count))
        let now = self.now
        records.append(RequestRecord(planned: now, sent: now, done: now, status: 0, outcome: .shed))
        loop.add(transfer)
    }
}
