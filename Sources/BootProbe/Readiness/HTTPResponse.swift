/// One HTTP/1.x response (RFC 9112), read from the bytes of a connection that carries nothing else.
package struct HTTPResponse: Equatable {
    package enum Parse: Equatable {
        case incomplete
        case malformed(String)
        case complete(HTTPResponse)
    }

    package var status: Int
    /// In the order of the response, each name in lower case.
    package var fields: [Field]
    package var body: ArraySlice<UInt8>

    /// A header field.
    package struct Field: Equatable {
        package var name: String
        package var value: String
    }

    package init(status: Int, fields: [Field] = [], body: ArraySlice<UInt8>) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The values of the header fields of that name, in any case of letters.
    package func values(of name: String) -> [String] {
        fields.filter { $0.name == name.lowercased() }.map(\.value)
    }

    /// Reads what has come so far; `ended` says that the peer will send no more.
    package static func parse(_ bytes: [UInt8], ended: Bool) -> Parse {
        guard let headEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            guard looksLikeHTTP(bytes) else { return .malformed("expected HTTP, got something else") }
            return .incomplete
        }
        let head = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
        guard let status = status(ofHead: head) else { return .malformed("expected an HTTP status line") }
        let rest = bytes[headEnd.upperBound...]
        // Informational responses precede the real one (RFC 9110, section 15.2).
        if (100..<200).contains(status) { return parse(Array(rest), ended: ended) }
        let fields = fields(ofHead: head)
        let parsed = body(in: rest, framing: framing(of: fields, status: status), ended: ended, status: status)
        guard case .complete(var response) = parsed else { return parsed }
        response.fields = fields
        return .complete(response)
    }

    private enum Framing {
        case length(Int)
        case chunked
        case untilClose
        case unreadable(String)
    }

    private static func looksLikeHTTP(_ bytes: [UInt8]) -> Bool {
        let start = Array("HTTP/1.".utf8)
        return bytes.prefix(start.count).elementsEqual(start.prefix(bytes.count))
    }

    private static func status(ofHead head: String) -> Int? {
        let words = head.prefix { !$0.isNewline }.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3 else { return nil }
        return Int(words[1])
    }

    private static func fields(ofHead head: String) -> [Field] {
        head.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(trimmed)
            return parts.count == 2 ? Field(name: parts[0].lowercased(), value: String(parts[1])) : nil
        }
    }

    /// The length rules of RFC 9112, section 6.3.
    private static func framing(of fields: [Field], status: Int) -> Framing {
        if status == 204 || status == 304 { return .length(0) }
        var length: Int?
        for field in fields {
            let value = field.value.lowercased()
            if field.name == "transfer-encoding" {
                return value.hasSuffix("chunked") ? .chunked : .unreadable("transfer-encoding \(value)")
            }
            if field.name == "content-length" {
                guard let count = Int(value), count >= 0 else { return .unreadable("content-length \(value)") }
                length = count
            }
        }
        return length.map { .length($0) } ?? .untilClose
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }

    private static func body(in rest: ArraySlice<UInt8>, framing: Framing, ended: Bool, status: Int) -> Parse {
        switch framing {
        case .unreadable(let field): return .malformed("expected a readable HTTP head, got \(field)")
        case .length(let length):
            guard rest.count >= length else { return .incomplete }
            return .complete(HTTPResponse(status: status, body: rest.prefix(length)))
        case .untilClose:
            return ended ? .complete(HTTPResponse(status: status, body: rest)) : .incomplete
        case .chunked: return chunkedBody(in: rest, status: status)
        }
    }

    /// RFC 9112, section 7.1; trailers are awaited and ignored.
    private static func chunkedBody(in rest: ArraySlice<UInt8>, status: Int) -> Parse {
        var body: [UInt8] = []
        var position = rest.startIndex
        while let line = nextLine(in: rest, from: &position) {
            let digits = String(decoding: line.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
            guard let size = Int(trimmed(digits[...]), radix: 16), (0...AnswerCheck.longestAnswer).contains(size) else {
                return .malformed("expected a chunk size, got \(digits.debugDescription)")
            }
            if size == 0 { return afterTrailers(in: rest, from: position, status: status, body: body) }
            guard rest.endIndex - position >= size + 2 else { return .incomplete }
            body += rest[position..<position + size]
            position += size + 2
        }
        return .incomplete
    }

    private static func afterTrailers(
        in rest: ArraySlice<UInt8>, from start: Int, status: Int, body: [UInt8]
    ) -> Parse {
        var position = start
        while let line = nextLine(in: rest, from: &position) {
            if line.isEmpty { return .complete(HTTPResponse(status: status, body: body[...])) }
        }
        return .incomplete
    }

    /// The line at `position` without its CR LF, moving `position` past it; nil where it has not all come.
    private static func nextLine(in bytes: ArraySlice<UInt8>, from position: inout Int) -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = bytes[position..<end]
        position = end + 1
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
