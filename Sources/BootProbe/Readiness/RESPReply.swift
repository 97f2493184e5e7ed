/// A reply in the Redis serialization protocol, version 2 (https://redis.io/docs/latest/develop/reference/protocol-spec).
package enum RESPReply {
    package enum Parse: Equatable {
        case incomplete
        case malformed
        /// The reply as `redis-cli` would print it: the text of a string or an error, the digits of a number, nothing
        /// for null; the elements of a list are separated by a line end.
        case complete(String)
    }

    /// Deeper lists are no reply that a readiness rule could ask for.
    private static let deepestList = 8

    /// A command as a list of bulk strings.
    static func request(_ words: [String]) -> [UInt8] {
        let parts = ["*\(words.count)\r\n"] + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }
        return Array(parts.joined().utf8)
    }

    package static func parse(_ bytes: [UInt8]) -> Parse {
        var position = 0
        return parse(bytes, from: &position, depth: 0)
    }

    private static func parse(_ bytes: [UInt8], from position: inout Int, depth: Int) -> Parse {
        guard let kind = position < bytes.count ? bytes[position] : nil else { return .incomplete }
        guard "+-:$*".utf8.contains(kind), depth <= deepestList else { return .malformed }
        guard let end = bytes[position...].firstRange(of: [0x0d, 0x0a]) else { return .incomplete }
        let line = bytes[(position + 1)..<end.lowerBound]
        position = end.upperBound
        let text = String(decoding: line, as: UTF8.self)
        switch kind {
        case UInt8(ascii: "$"): return bulk(bytes, length: Int(text), from: &position)
        case UInt8(ascii: "*"): return list(bytes, count: Int(text), from: &position, depth: depth)
        default: return .complete(text)
        }
    }

    private static func bulk(_ bytes: [UInt8], length: Int?, from position: inout Int) -> Parse {
        guard let length, (-1...AnswerCheck.longestAnswer).contains(length) else { return .malformed }
        if length < 0 { return .complete("") }
        guard bytes.count - position >= length + 2 else { return .incomplete }
        defer { position += length + 2 }
        return .complete(String(decoding: bytes[position..<position + length], as: UTF8.self))
    }

    private static func list(_ bytes: [UInt8], count: Int?, from position: inout Int, depth: Int) -> Parse {
        guard let count, count <= AnswerCheck.longestAnswer else { return .malformed }
        var elements: [String] = []
        for _ in 0..<max(0, count) {
            switch parse(bytes, from: &position, depth: depth + 1) {
            case .complete(let element): elements.append(element)
            case let other: return other
            }
        }
        return .complete(elements.joined(separator: "\n"))
    }
}
