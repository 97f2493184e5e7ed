import BootProbe
import CHiredis
import VotingStack

/// The queue that the worker empties.
@safe struct VoteQueue: ~Copyable {
    private let context: UnsafeMutablePointer<redisContext>

    init(in plan: StackPlan) throws(BootProbeError) {
        guard let context = unsafe redisConnect(plan.redis.address, Int32(plan.redis.port)) else {
            throw BootProbeError(.failed, "out of memory")
        }
        unsafe self.context = context
    }

    deinit { unsafe redisFree(context) }

    func push(_ entries: String...) throws(BootProbeError) { try push(entries, to: "votes") }

    func push(_ entries: [String], to list: String) throws(BootProbeError) { try send(["RPUSH", list] + entries) }

    func add(_ member: String, to set: String) throws(BootProbeError) { try send(["SADD", set, member]) }

    func length(ofList list: String) throws(BootProbeError) -> Int { try send(["LLEN", list]) }

    /// - Returns: the answer where it is a number, else 0.
    @discardableResult
    private func send(_ words: [String]) throws(BootProbeError) -> Int {
        var command = "*\(words.count)\r\n"
        for word in words { command += "$\(word.utf8.count)\r\n\(word)\r\n" }
        unsafe redisAppendFormattedCommand(context, command, command.utf8.count)
        var reply: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &reply) == REDIS_OK else {
            throw BootProbeError(.failed, "Redis did not take an entry")
        }
        defer { unsafe freeReplyObject(reply) }
        return unsafe Int(reply?.assumingMemoryBound(to: redisReply.self).pointee.integer ?? 0)
    }
}
