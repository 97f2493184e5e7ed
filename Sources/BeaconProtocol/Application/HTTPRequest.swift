/// A request in HTTP/1.0 or 1.1 (RFC 9112), as far as this server cares.
package struct HTTPRequest: BitwiseCopyable {
    package enum Action: Equatable, BitwiseCopyable {
        /// `/`
        case identity
        /// `/work?us=N`: the processor is busy for N µs.
        case work(microseconds: Int)
        /// `/wait?us=N`: the answer waits for N µs, and nothing else does.
        case wait(microseconds: Int)
        /// `/off`
        case powerOff
        case failure(HTTPStatus)
    }

    package var action: Action
    package var isHead = false
    /// Whether the client takes more answers on this connection.
    package var keepsConnection = false
    package var isVersion10 = false

    init(_ action: Action) { self.action = action }

    /// The longest that a request may busy the processor, so that a slip of the finger does not look like a crash.
    private static let workMicrosecondsMax = 10_000_000
    private static let waitMicrosecondsMax = 60_000_000

    static func isRequestLine(_ line: Bytes) -> Bool {
        guard let space = line.firstIndex(of: 0x20), space + 1 < line.count else { return false }
        let rest = line.from(space + 1)
        if rest[0] == UInt8(ascii: "/") || rest.hasPrefix("http://") { return true }
        guard let second = rest.firstIndex(of: 0x20) else { return false }
        return rest.from(second + 1).hasPrefix("HTTP/")
    }

    /// The next request; nil where its head is not yet complete. What is wrong becomes an answer that ends the connection,
    /// as nobody knows where the next request would begin.
    static func read(_ input: Bytes, isFull: Bool) -> Request? {
        var lineStart = 0
        var head = HTTPHead()
        while let end = input.firstIndex(of: 0x0a, from: lineStart) {
            var line = input.part(lineStart, count: end - lineStart)
            if line.count > 0, line[line.count - 1] == 0x0d { line = line.part(0, count: line.count - 1) }
            lineStart = end + 1
            if line.count == 0 { return Request(kind: .http(head.request), count: lineStart) }
            head.add(line)
        }
        guard isFull else { return nil }
        return Request(kind: .http(HTTPRequest(.failure(.headTooLarge))), count: input.count)
    }

    /// What the path and the query ask for.
    static func action(_ target: Bytes) -> Action {
        let path = target.firstIndex(of: UInt8(ascii: "?")).map { target.part(0, count: $0) } ?? target
        let query = path.count < target.count ? target.from(path.count + 1) : nil
        if path.isEqual(to: "/work") {
            return microseconds(query, limit: workMicrosecondsMax).map { .work(microseconds: $0) }
                ?? .failure(.badRequest)
        }
        if path.isEqual(to: "/wait") {
            return microseconds(query, limit: waitMicrosecondsMax).map { .wait(microseconds: $0) }
                ?? .failure(.badRequest)
        }
        if path.isEqual(to: "/off") { return .powerOff }
        return path.isEqual(to: "/") ? .identity : .failure(.notFound)
    }

    private static func microseconds(_ query: Bytes?, limit: Int) -> Int? {
        guard let query, query.hasPrefix("us=") else { return nil }
        return query.from(3).decimal(limit: limit)
    }
}
