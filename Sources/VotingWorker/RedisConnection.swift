import CHiredis
import Glibc

/// A connection to Redis; used by one thread at a time.
@safe struct RedisConnection: ~Copyable {
    /// Longest wait for any answer: a peer that is cut off without a word is given up after it. Longer than the
    /// blocking move.
    private static let answerTimeoutSeconds = 5
    private static let connectTimeoutSeconds = 2

    private let context: UnsafeMutablePointer<redisContext>

    private init(adopting context: UnsafeMutablePointer<redisContext>) { unsafe self.context = context }

    deinit { unsafe redisFree(context) }

    static func connect(to address: SocketAddress) throws(WorkerError) -> RedisConnection {
        let limit = timeval(tv_sec: connectTimeoutSeconds, tv_usec: 0)
        guard let context = unsafe redisConnectWithTimeout(address.host, Int32(address.port), limit) else {
            throw .redis("out of memory")
        }
        let connection = unsafe RedisConnection(adopting: context)
        guard unsafe context.pointee.err == 0 else { throw .redis("\(address): \(connection.lastError)") }
        unsafe redisSetTimeout(context, timeval(tv_sec: answerTimeoutSeconds, tv_usec: 0))
        return connection
    }

    /// The first `count` entries of a list.
    func entries(of list: String, first count: Int) throws(WorkerError) -> [[UInt8]] {
        guard case .array(let replies) = try answer(to: RedisCommand("LRANGE", list, "0", "\(count - 1)")) else {
            throw .redis("LRANGE did not answer with an array")
        }
        return replies.compactMap(\.bytes)
    }

    /// Moves the oldest entry of `source` to the end of `destination`, waiting for one; nil where none came in time.
    func waitAndMove(from source: String, to destination: String, seconds: Double) throws(WorkerError) -> [UInt8]? {
        try answer(to: RedisCommand("BLMOVE", source, destination, "LEFT", "RIGHT", "\(seconds)")).bytes
    }

    /// Moves up to `count` of the oldest entries of `source` to the end of `destination`, in two round trips.
    func move(from source: String, to destination: String, upTo count: Int) throws(WorkerError) -> [[UInt8]] {
        let queued = try length(ofList: source)
        let move = RedisCommand("LMOVE", source, destination, "LEFT", "RIGHT")
        return try answers(to: Array(repeating: move, count: min(count, queued))).compactMap(\.bytes)
    }

    /// Removes each entry once from `list`. By value, not by position: with two workers under one name, the entries at
    /// the head may be another's.
    func remove(_ entries: [[UInt8]], from list: String) throws(WorkerError) {
        _ = try answers(to: entries.map { RedisCommand([Array("LREM".utf8), Array(list.utf8), Array("1".utf8), $0]) })
    }

    func append(_ entries: [[UInt8]], to list: String) throws(WorkerError) {
        guard !entries.isEmpty else { return }
        _ = try answer(to: RedisCommand([Array("RPUSH".utf8), Array(list.utf8)] + entries))
    }

    // MARK: Sets and keys

    func add(_ member: String, toSet set: String) throws(WorkerError) {
        _ = try answer(to: RedisCommand("SADD", set, member))
    }

    func remove(_ member: String, fromSet set: String) throws(WorkerError) {
        _ = try answer(to: RedisCommand("SREM", set, member))
    }

    func members(ofSet set: String) throws(WorkerError) -> [String] {
        guard case .array(let replies) = try answer(to: RedisCommand("SMEMBERS", set)) else {
            throw .redis("SMEMBERS did not answer with an array")
        }
        return replies.compactMap(\.bytes).map { String(decoding: $0, as: UTF8.self) }
    }

    func set(_ key: String, expiringAfter seconds: Int) throws(WorkerError) {
        _ = try answer(to: RedisCommand("SET", key, "1", "EX", "\(seconds)"))
    }

    func exists(_ key: String) throws(WorkerError) -> Bool {
        try answer(to: RedisCommand("EXISTS", key)) == .integer(1)
    }

    func length(ofList list: String) throws(WorkerError) -> Int {
        guard case .integer(let length) = try answer(to: RedisCommand("LLEN", list)) else {
            throw .redis("LLEN did not answer with an integer")
        }
        return Int(length)
    }

    // MARK: Calls

    private func answer(to command: RedisCommand) throws(WorkerError) -> RedisReply {
        try send(command)
        return try receive()
    }

    private func answers(to commands: [RedisCommand]) throws(WorkerError) -> [RedisReply] {
        for command in commands { try send(command) }
        var replies: [RedisReply] = []
        replies.reserveCapacity(commands.count)
        for _ in commands { replies.append(try receive()) }
        return replies
    }

    private func send(_ command: RedisCommand) throws(WorkerError) {
        let status = unsafe command.encoded.withUnsafeBytes { bytes in
            unsafe redisAppendFormattedCommand(
                context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard status == REDIS_OK else { throw .redis(lastError) }
    }

    private func receive() throws(WorkerError) -> RedisReply {
        var raw: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &raw) == REDIS_OK, let raw = unsafe raw else { throw .redis(lastError) }
        defer { unsafe freeReplyObject(raw) }
        let reply = unsafe RedisReply(raw.assumingMemoryBound(to: redisReply.self))
        if case .error(let message) = reply { throw .redis(message) }
        return reply
    }

    private var lastError: String {
        unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
