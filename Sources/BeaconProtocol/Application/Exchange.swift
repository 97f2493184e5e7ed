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
    /// An array begins with `*`, which begins no HTTP method that is served. Else the first line decides: a version or a
    /// path makes it HTTP, all other lines are inline commands.
    static func read(_ input: Bytes, _ dialect: inout Exchange.Dialect) -> Request? {
        guard input.count > 0 else { return nil }
        if dialect == .undecided {
            if input[0] == UInt8(ascii: "*") {
                dialect = .resp
            } else if let end = input.firstIndex(of: 0x0a) {
                dialect = HTTPRequest.isRequestLine(input.part(0, count: end)) ? .http : .resp
            } else {
                return input.count == ConnectionTable.inputSize
                    ? Request(kind: .http(HTTPRequest(.failure(.headTooLarge))), count: input.count) : nil
            }
        }
        return dialect == .http ? HTTPRequest.read(input) : RESPCommand.read(input)
    }
}
