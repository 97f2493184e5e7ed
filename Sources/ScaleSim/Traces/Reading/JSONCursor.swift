import UserInput

/// Walks through a JSON text of any length in a small buffer; a text that is none ends in an error with its line.
struct JSONCursor {
    /// Deeper texts are refused.
    private static let deepest = 32
    /// Longer strings are cut off there.
    private static let longestString = 400

    let source: TraceBytes
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var end = 0
    private var offset: Int64 = 0
    private(set) var line = 1

    init(_ source: TraceBytes) { self.source = source }

    func error(_ message: String) -> ScaleSimError {
        ScaleSimError(.badInput, message, at: .init(file: source.name, line: line))
    }

    // MARK: Bytes

    /// The next byte without taking it; nil at the end.
    private mutating func peek() throws(ScaleSimError) -> UInt8? {
        if position == end {
            end = try source.read(at: offset, into: &buffer, from: 0)
            offset += Int64(end)
            position = 0
            if end == 0 { return nil }
        }
        return buffer[position]
    }

    private mutating func take() throws(ScaleSimError) -> UInt8 {
        guard let byte = try peek() else { throw error("not JSON: the file ends too early") }
        position += 1
        if byte == 0x0A { line += 1 }
        return byte
    }

    /// The next byte that is no blank, without taking it.
    private mutating func next() throws(ScaleSimError) -> UInt8 {
        while let byte = try peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            _ = try take()
        }
        throw error("not JSON: the file ends too early")
    }

    private mutating func expect(_ byte: UInt8, _ path: String) throws(ScaleSimError) {
        let found = try next()
        guard found == byte else {
            let (wanted, found) = (Character(Unicode.Scalar(byte)), String(Unicode.Scalar(found)).onOneLine)
            throw error("\(path): not JSON as expected: `\(found)` in place of `\(wanted)`")
        }
        _ = try take()
    }

    // MARK: Values

    /// Walks an object; `member` must walk the value of each key.
    mutating func object(
        _ path: String, member: (inout JSONCursor, String) throws(ScaleSimError) -> Void
    ) throws(ScaleSimError) {
        try expect(UInt8(ascii: "{"), path)
        if try next() == UInt8(ascii: "}") {
            _ = try take()
            return
        }
        while true {
            let key = try string(path)
            try expect(UInt8(ascii: ":"), path)
            try member(&self, key)
            if try next() == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","), path)
        }
        _ = try take()
    }

    /// Walks a list; `element` must walk the value of each index.
    mutating func list(
        _ path: String, element: (inout JSONCursor, Int) throws(ScaleSimError) -> Void
    ) throws(ScaleSimError) {
        try expect(UInt8(ascii: "["), path)
        if try next() == UInt8(ascii: "]") {
            _ = try take()
            return
        }
        var index = 0
        while true {
            try element(&self, index)
            index += 1
            if try next() == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","), path)
        }
        _ = try take()
    }

    /// A string, cut off where it is long; what is escaped by number is not resolved.
    mutating func string(_ path: String) throws(ScaleSimError) -> String {
        try expect(UInt8(ascii: "\""), path)
        var bytes: [UInt8] = []
        while true {
            var byte = try take()
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") { byte = try take() }
            if bytes.count < Self.longestString { bytes.append(byte) }
        }
    }

    /// The text of a string or a number.
    mutating func scalar(_ path: String) throws(ScaleSimError) -> String {
        if try next() == UInt8(ascii: "\"") { return try string(path) }
        var bytes: [UInt8] = []
        while let byte = try peek(),
            "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.contains(byte)
        {
            if bytes.count < Self.longestString { bytes.append(byte) }
            _ = try take()
        }
        guard !bytes.isEmpty else { throw error("\(path): expected a number or a text") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Walks a value of any kind.
    mutating func skip(_ path: String, depth: Int = 0) throws(ScaleSimError) {
        guard depth < Self.deepest else { throw error("\(path): nested more than \(Self.deepest) deep") }
        switch try next() {
        case UInt8(ascii: "{"):
            try object(path) { (cursor, _) throws(ScaleSimError) in try cursor.skip(path, depth: depth + 1) }
        case UInt8(ascii: "["):
            try list(path) { (cursor, _) throws(ScaleSimError) in try cursor.skip(path, depth: depth + 1) }
        default: _ = try scalar(path)
        }
    }

    /// Nothing but blanks may be left.
    mutating func finish() throws(ScaleSimError) {
        while let byte = try peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
                throw error("not JSON: something follows the answer")
            }
            _ = try take()
        }
    }
}
