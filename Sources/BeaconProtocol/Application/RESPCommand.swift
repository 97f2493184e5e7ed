/// A command in Redis's protocol, as an array of bulk strings or as a line of words
/// (https://redis.io/docs/latest/develop/reference/protocol-spec/).
enum RESPCommand {
    case ping
    /// With a message to be sent back, which lies in the input.
    case echo(offset: Int, count: Int)
    case quit
    case unknown
    /// What is no command at all, so that the connection must end.
    case malformed

    static let messageMax = 256
    /// The most that an answer takes.
    static let answerMax = messageMax + 16

    private static let argumentsMax = 64

    /// The next command; nil where it is not yet complete.
    static func read(_ input: Bytes, isFull: Bool) -> Request? {
        let isArray = input.count > 0 && input[0] == UInt8(ascii: "*")
        let request = isArray ? readArray(input) : readLine(input)
        guard request == nil, isFull else { return request }
        return Request(kind: .resp(.malformed), count: input.count)
    }

    private static func readLine(_ input: Bytes) -> Request? {
        guard let end = input.firstIndex(of: 0x0a) else { return nil }
        var arguments = Arguments()
        var start = 0
        while start < end {
            var stop = start
            while stop < end, input[stop] > 0x20 { stop += 1 }
            if stop > start { arguments.add(offset: start, count: stop - start) }
            start = stop + 1
        }
        return Request(kind: .resp(arguments.command(in: input)), count: end + 1)
    }

    private static func readArray(_ input: Bytes) -> Request? {
        let malformed = Request(kind: .resp(.malformed), count: input.count)
        guard var position = lineEnd(input, from: 0) else { return nil }
        guard let length = number(input, from: 1, to: position), length <= argumentsMax else { return malformed }
        var arguments = Arguments()
        for _ in 0..<length {
            guard position < input.count else { return nil }
            guard input[position] == UInt8(ascii: "$") else { return malformed }
            guard let end = lineEnd(input, from: position) else { return nil }
            guard let size = number(input, from: position + 1, to: end), size < ConnectionTable.inputSize
            else { return malformed }
            guard end + size + 2 <= input.count else { return nil }
            guard input[end + size] == 0x0d, input[end + size + 1] == 0x0a else { return malformed }
            arguments.add(offset: end, count: size)
            position = end + size + 2
        }
        return Request(kind: .resp(arguments.command(in: input)), count: position)
    }

    /// Behind the line's feed.
    private static func lineEnd(_ input: Bytes, from start: Int) -> Int? {
        input.firstIndex(of: 0x0a, from: start).map { $0 + 1 }
    }

    /// The digits between `start` and the line's end, which is behind its carriage return and feed.
    private static func number(_ input: Bytes, from start: Int, to end: Int) -> Int? {
        guard end - 2 > start, input[end - 2] == 0x0d else { return nil }
        return input.part(start, count: end - 2 - start).decimal(limit: 1 << 20)
    }
}

/// A command's first two words, and how many there are.
private struct Arguments {
    private var count = 0
    private var name = (offset: 0, count: 0)
    private var message = (offset: 0, count: 0)

    mutating func add(offset: Int, count length: Int) {
        if count == 0 { name = (offset, length) }
        if count == 1 { message = (offset, length) }
        count += 1
    }

    func command(in input: Bytes) -> RESPCommand {
        let name = input.part(name.offset, count: name.count)
        if name.isEqualIgnoringCase(to: "ping") {
            if count == 1 { return .ping }
            if count == 2, message.count <= RESPCommand.messageMax {
                return .echo(offset: message.offset, count: message.count)
            }
        }
        return name.isEqualIgnoringCase(to: "quit") && count == 1 ? .quit : .unknown
    }
}
