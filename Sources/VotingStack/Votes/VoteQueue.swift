import BootProbe
import CHiredis
import Synchronization

/// The queue on which the vote page puts votes, and the lists of the workers that take them off; used by one thread at a
/// time.
@safe package struct VoteQueue: ~Copyable {
    package static let list = "votes"
    private static let processing = "votes:processing:"
    private static let timeoutSeconds = 2

    private let context: UnsafeMutablePointer<redisContext>

    private init(adopting context: UnsafeMutablePointer<redisContext>) { unsafe self.context = context }

    /// - Throws: `failed` where Redis does not answer.
    package static func connect(to redis: Endpoint) throws(BootProbeError) -> VoteQueue {
        let limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        guard let context = unsafe redisConnectWithTimeout(redis.address, Int32(redis.port), limit) else {
            throw BootProbeError(.failed, "no memory is left for a connection to Redis")
        }
        let queue = unsafe VoteQueue(adopting: context)
        guard unsafe context.pointee.err == 0 else {
            throw BootProbeError(.failed, "Redis at \(redis) does not answer")
        }
        unsafe redisSetTimeout(context, limit)
        return queue
    }

    deinit { unsafe redisFree(context) }

    /// Votes that no worker has taken yet.
    package func length() throws(BootProbeError) -> Int { try length(ofList: Self.list) }

    /// Votes that `worker` has taken and not stored yet.
    package func length(of worker: String) throws(BootProbeError) -> Int {
        try length(ofList: Self.processing + worker)
    }

    private func length(ofList list: String) throws(BootProbeError) -> Int { try number(["LLEN", list]) }

    package func push(_ entries: [String], to list: String = VoteQueue.list) throws(BootProbeError) {
        _ = try number(["RPUSH", list] + entries)
    }

    package func add(_ member: String, to set: String) throws(BootProbeError) { _ = try number(["SADD", set, member]) }

    /// The number with which Redis answers.
    private func number(_ words: [String]) throws(BootProbeError) -> Int {
        var command = "*\(words.count)\r\n"
        for word in words { command += "$\(word.utf8.count)\r\n\(word)\r\n" }
        unsafe redisAppendFormattedCommand(context, command, command.utf8.count)
        var pointer: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &pointer) == REDIS_OK, let pointer = unsafe pointer else {
            throw BootProbeError(.failed, "Redis did not answer \(words[0])")
        }
        defer { unsafe freeReplyObject(pointer) }
        let reply = unsafe pointer.assumingMemoryBound(to: redisReply.self)
        guard unsafe reply.pointee.type == REDIS_REPLY_INTEGER else {
            throw BootProbeError(.failed, "Redis did not answer \(words[0]) with a number")
        }
        return unsafe Int(reply.pointee.integer)
    }
}

/// A queue that is connected to when it is asked, and again after a failure; by any thread.
package final class SharedVoteQueue: Sendable {
    private let redis: Endpoint
    private let queue = Mutex<VoteQueue?>(nil)

    package init(at redis: Endpoint) { self.redis = redis }

    package func ask<Answer>(
        _ question: (borrowing VoteQueue) throws(BootProbeError) -> Answer
    ) throws(BootProbeError) -> Answer {
        try queue.withLock { queue throws(BootProbeError) in
            let connected: VoteQueue
            if let kept = queue.take() { connected = kept } else { connected = try VoteQueue.connect(to: redis) }
            // One that fails is closed, and the next question connects anew.
            let answer = try question(connected)
            queue = consume connected
            return answer
        }
    }
}
