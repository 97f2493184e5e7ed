import CHiredis

/// An answer of Redis, copied out of the library's memory.
enum RedisReply: Equatable {
    case bytes([UInt8])
    case integer(Int64)
    case array([RedisReply])
    case none
    case error(String)

    init(_ reply: UnsafePointer<redisReply>) {
        switch unsafe reply.pointee.type {
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: self = unsafe .bytes(Self.bytes(of: reply))
        case REDIS_REPLY_INTEGER: self = unsafe .integer(reply.pointee.integer)
        case REDIS_REPLY_ARRAY:
            let elements = unsafe UnsafeBufferPointer(start: reply.pointee.element, count: reply.pointee.elements)
            self = unsafe .array(elements.compactMap { unsafe $0.map { unsafe RedisReply($0) } })
        case REDIS_REPLY_ERROR: self = unsafe .error(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        default: self = .none
        }
    }

    var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    private static func bytes(of reply: UnsafePointer<redisReply>) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len))
    }
}
