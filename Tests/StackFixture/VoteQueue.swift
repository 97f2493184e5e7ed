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

    func push(_ entry: String) throws(BootProbeError) {
        let command = "*3\r\n$5\r\nRPUSH\r\n$5\r\nvotes\r\n$\(entry.utf8.count)\r\n\(entry)\r\n"
        unsafe redisAppendFormattedCommand(context, command, command.utf8.count)
        var reply: UnsafeMutableRawPointer?
        guard unsafe redisGetReply(context, &reply) == REDIS_OK else {
            throw BootProbeError(.failed, "Redis did not take an entry")
        }
        unsafe freeReplyObject(reply)
    }
}
