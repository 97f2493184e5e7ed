import Foundation

/// Moves votes from Redis to PostgreSQL and loses none.
///
/// A vote moves atomically from the queue to this worker's own processing list, is committed to PostgreSQL, and only
/// then removed from the list. Wherever a process dies in between, the vote is in the queue or in the list, and storing
/// it again changes nothing. Workers share the queue; the list of one that has died is taken over by another.
struct Worker {
    /// The list on which the vote page appends.
    static let queue = "votes"
    /// Entries that are not votes.
    static let rejects = "votes:rejected"

    let redis: SocketAddress
    let conninfo: String
    /// Distinguishes workers that share the queue, and finds a worker's list again when it restarts.
    let name: String
    /// Most votes in one transaction.
    let batchSize: Int
    /// What each transaction takes besides.
    let delaySeconds: Double
    let shutdown: ShutdownRequest
    let metrics: WorkerMetrics

    /// Longest wait for a vote, and so the longest delay of an orderly end.
    private static let waitSeconds = 0.5
    /// Between two signs of life, after each of which the lists of dead workers are looked for.
    private static let lifeSeconds = 3.0

    private var processing: String { WorkerRegistry.processing(of: name) }
    private var registry: WorkerRegistry { WorkerRegistry(name: name) }

    /// Runs until the end is requested; reconnects whenever either database goes away.
    func run() {
        var backoff = Backoff()
        while !shutdown.isRequested {
            do {
                try serve { backoff.reset() }
            } catch {
                metrics.setConnected(false)
                metrics.countReconnection(after: error)
                log("\(error); reconnecting")
                shutdown.wait(seconds: backoff.next())
            }
        }
    }

    /// Connects and moves votes until the end is requested; calls `onProgress` after every round.
    private func serve(onProgress: () -> Void) throws(WorkerError) {
        let redis = try RedisConnection.connect(to: self.redis)
        // Before PostgreSQL, which may be away for long: this worker is alive all the same.
        try registry.showLife(in: redis)
        let database = try VoteDatabase.connect(to: conninfo)
        metrics.setConnected(true)
        log("connected to Redis at \(self.redis) and to PostgreSQL")
        // What an earlier life or an earlier connection left in the list comes first.
        try storeUnfinished(from: redis, in: database)
        var nextLife = Date.now
        while !shutdown.isRequested {
            if Date.now >= nextLife {
                nextLife = Date.now + Self.lifeSeconds
                try registry.showLife(in: redis)
                try takeOver(from: redis, in: database)
            }
            try store(take(from: redis), from: redis, in: database)
            onProgress()
        }
    }

    private func storeUnfinished(
        from redis: borrowing RedisConnection, in database: borrowing VoteDatabase
    ) throws(WorkerError) {
        while !shutdown.isRequested {
            let unfinished = try redis.entries(of: processing, first: batchSize)
            if unfinished.isEmpty { return }
            try store(unfinished, from: redis, in: database)
        }
    }

    private func takeOver(
        from redis: borrowing RedisConnection, in database: borrowing VoteDatabase
    ) throws(WorkerError) {
        for (worker, entries) in try registry.takeOver(in: redis) {
            metrics.countTakenOver(entries)
            log("took over \(entries) votes of \(worker), which shows no sign of life")
        }
        try storeUnfinished(from: redis, in: database)
    }

    /// Waits for one vote; when more are queued, takes a batch of them.
    private func take(from redis: borrowing RedisConnection) throws(WorkerError) -> [[UInt8]] {
        guard
            let first = try redis.waitAndMove(from: Self.queue, to: processing, seconds: Self.waitSeconds)
        else { return [] }
        guard batchSize > 1 else { return [first] }
        return [first] + (try redis.move(from: Self.queue, to: processing, upTo: batchSize - 1))
    }

    private func store(
        _ payloads: [[UInt8]], from redis: borrowing RedisConnection, in database: borrowing VoteDatabase
    ) throws(WorkerError) {
        guard !payloads.isEmpty else { return }
        if delaySeconds > 0 { Thread.sleep(forTimeInterval: delaySeconds) }
        let batch = Batch(payloads: payloads)
        let start = ContinuousClock.now
        try database.store(batch.votes)
        metrics.countStored(batch, entries: payloads.count, taking: ContinuousClock.now - start, at: .now)
        try redis.append(batch.rejected, to: Self.rejects)
        try redis.remove(payloads, from: processing)
    }

    private func log(_ message: String) {
        FileHandle.standardError.write(Data("voting-worker \(name): \(message)\n".utf8))
    }
}
