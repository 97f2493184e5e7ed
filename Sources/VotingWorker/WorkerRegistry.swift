/// Which workers share the queue, and which of them are alive, as Redis knows it.
///
/// A worker that shows no sign of life for long is taken for dead, and what is on its processing list is taken over.
/// Where it was only slow both store the same votes, which changes nothing: a stored vote gives way to none that was cast
/// earlier, and removing an entry that is gone does nothing.
struct WorkerRegistry {
    private static let workers = "votes:workers"
    /// Seconds without a sign of life after which a worker counts as dead: longer than any call to a database may take.
    private static let livesSeconds = 15

    let name: String

    static func processing(of worker: String) -> String { "votes:processing:\(worker)" }

    private static func life(of worker: String) -> String { "votes:alive:\(worker)" }

    /// Shows that this worker is alive.
    func showLife(in redis: borrowing RedisConnection) throws(WorkerError) {
        try redis.add(name, toSet: Self.workers)
        try redis.set(Self.life(of: name), expiringAfter: Self.livesSeconds)
    }

    /// Moves the entries of dead workers to this worker's own list.
    ///
    /// - Returns: how many of which worker.
    func takeOver(in redis: borrowing RedisConnection) throws(WorkerError) -> [(worker: String, entries: Int)] {
        var taken: [(worker: String, entries: Int)] = []
        for worker in try redis.members(ofSet: Self.workers).sorted() where worker != name {
            guard try !redis.exists(Self.life(of: worker)) else { continue }
            let list = Self.processing(of: worker)
            var entries = 0
            while true {
                let moved = try redis.move(from: list, to: Self.processing(of: name), upTo: 1000).count
                entries += moved
                if moved == 0 { break }
            }
            try redis.remove(worker, fromSet: Self.workers)
            if entries > 0 { taken.append((worker, entries)) }
        }
        return taken
    }
}
