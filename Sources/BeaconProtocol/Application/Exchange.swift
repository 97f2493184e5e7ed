/// Where a connection stands in its requests and answers.
struct Exchange {
    /// Told by the first line that the client sends, and kept.
    enum Dialect: UInt8 {
        case undecided
        case http
        case resp
    }

    var dialect = Dialect.undecided
    /// The request that only waits, and until when; `.max` where none does.
    var waiting = HTTPRequest(.identity)
    var wakesAt = Nanoseconds.max
}

/// One request and how many bytes of the input it took.
struct Request {
    enum Kind {
        case http(HTTPRequest)
        case resp(RESPCommand)
    }

    var kind: Kind
    var count: Int

    /// The next one; nil where it is not yet complete.
    ///
    /// Empty lines in front are nobody's: HTTP (RFC 9112, 2.2) and Redis pass over them. An array begins with `*`, which
    /// begins no HTTP method that is served. Else the first line decides: a version or a path makes it HTTP, all other
    /// lines are inline commands.
    static func read(_ input: Bytes, _ dialect: inout Exchange.Dialect) -> Request? {
        var start = 0
        while start < input.count, input[start] == 0x0d || input[start] == 0x0a { start += 1 }
        let rest = input.from(start)
        if dialect == .undecided { dialect = Self.dialect(rest) }
        let isFull = input.count == ConnectionTable.inputSize
        var request: Request? =
            switch dialect {
            case .undecided:
                isFull ? Request(kind: .http(HTTPRequest(.failure(.headTooLarge))), count: rest.count) : nil
            case .http: HTTPRequest.read(rest, isFull: isFull)
            case .resp: RESPCommand.read(rest, isFull: isFull)
            }
        request?.count += start
        return request
    }

    private static func dialect(_ input: Bytes) -> Exchange.Dialect {
        guard input.count > 0 else { return .undecided }
        if input[0] == UInt8(ascii: "*") { return .resp }
        guard let end = input.firstIndex(of: 0x0a) else { return .undecided }
        return HTTPRequest.isRequestLine(input.part(0, count: end)) ? .http : .resp
    }
}
