/// The lines of a request's head, read one by one.
struct HTTPHead {
    private var lineCount = 0
    private var parsed = HTTPRequest(.identity)
    private var failure: HTTPStatus?
    private var hostCount = 0

    mutating func add(_ line: Bytes) {
        lineCount += 1
        if lineCount == 1 { readRequestLine(line) } else { readField(line) }
    }

    /// The request, once all lines are read.
    var request: HTTPRequest {
        var request = parsed
        var failure = failure
        // RFC 9112, 3.2: exactly one, which 1.0 did not know yet.
        if failure == nil, parsed.isVersion10 ? hostCount > 1 : hostCount != 1 { failure = .badRequest }
        if let failure {
            request.action = .failure(failure)
            request.keepsConnection = false
        }
        return request
    }

    private mutating func fail(_ status: HTTPStatus) { failure = failure ?? status }

    private mutating func readRequestLine(_ line: Bytes) {
        guard let first = line.firstIndex(of: 0x20), first > 0,
            let second = line.firstIndex(of: 0x20, from: first + 1)
        else { return fail(.badRequest) }
        let version = line.from(second + 1)
        readVersion(version)
        let method = line.part(0, count: first)
        for index in 0..<method.count where !method[index].isToken { return fail(.badRequest) }
        parsed.isHead = method.isEqual(to: "HEAD")
        guard parsed.isHead || method.isEqual(to: "GET") else { return fail(.methodNotAllowed) }
        guard let target = path(line.part(first + 1, count: second - first - 1)) else { return fail(.badRequest) }
        parsed.action = HTTPRequest.action(target)
    }

    private mutating func readVersion(_ version: Bytes) {
        guard version.count == 8, version.hasPrefix("HTTP/"), version[5].isDigit, version[6] == UInt8(ascii: "."),
            version[7].isDigit
        else { return fail(.badRequest) }
        guard version[5] == UInt8(ascii: "1") else { return fail(.versionNotSupported) }
        parsed.isVersion10 = version[7] == UInt8(ascii: "0")
        parsed.keepsConnection = !parsed.isVersion10
    }

    /// The origin form, and that of the absolute one, which every server must take (RFC 9112, 3.2.2).
    private func path(_ target: Bytes) -> Bytes? {
        if target.count > 0, target[0] == UInt8(ascii: "/") { return target }
        guard target.hasPrefix("http://"), let slash = target.firstIndex(of: UInt8(ascii: "/"), from: 7) else {
            return nil
        }
        return target.from(slash)
    }

    private mutating func readField(_ line: Bytes) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return fail(.badRequest) }
        let name = line.part(0, count: colon)
        for index in 0..<colon where !name[index].isToken { return fail(.badRequest) }
        let value = line.from(colon + 1).trimmed
        if name.isEqualIgnoringCase(to: "host") {
            hostCount += 1
        } else if name.isEqualIgnoringCase(to: "connection") {
            readConnection(value)
        } else if name.isEqualIgnoringCase(to: "transfer-encoding") {
            fail(.badRequest)
        } else if name.isEqualIgnoringCase(to: "content-length"), value.decimal(limit: 0) == nil {
            // No request here has a body, and to skip one is to risk taking its bytes for a request.
            fail(.badRequest)
        }
    }

    private mutating func readConnection(_ value: Bytes) {
        var start = 0
        while start <= value.count {
            let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let option = value.part(start, count: end - start).trimmed
            if option.isEqualIgnoringCase(to: "close") { return parsed.keepsConnection = false }
            if option.isEqualIgnoringCase(to: "keep-alive") { parsed.keepsConnection = true }
            start = end + 1
        }
    }
}
