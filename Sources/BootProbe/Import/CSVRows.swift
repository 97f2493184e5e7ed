/// Reads rows of comma-separated values (RFC 4180), with line feeds alone allowed as ends of lines.
struct CSVRows {
    struct Row {
        /// Of its first character, from 1.
        var line: Int
        var cells: [String]
    }

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    /// - Parameter bytes: Text in UTF-8; a byte order mark is skipped.
    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not empty; nil at the end.
    mutating func next() throws(BootProbeError) -> Row? {
        while position < bytes.count {
            var row = Row(line: line, cells: [])
            repeat { row.cells.append(try cell()) } while skip(UInt8(ascii: ","))
            guard skipLineEnd() else { throw wrong("unexpected text behind a quoted cell") }
            if row.cells != [""] { return row }
        }
        return nil
    }

    private mutating func cell() throws(BootProbeError) -> String {
        guard skip(UInt8(ascii: "\"")) else {
            let start = position
            while position < bytes.count, !endsCell(at: position) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var content: [UInt8] = []
        let first = line
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\""), !skip(UInt8(ascii: "\"")) { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            content.append(byte)
        }
        line = first
        throw wrong("a quoted cell does not end")
    }

    private func endsCell(at index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
        default: false
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Whether there is one here, or the end of the file.
    private mutating func skipLineEnd() -> Bool {
        let hasReturn = skip(UInt8(ascii: "\r"))
        guard position < bytes.count else { return true }
        guard skip(UInt8(ascii: "\n")) else {
            if hasReturn { position -= 1 }
            return false
        }
        line += 1
        return true
    }

    private func wrong(_ complaint: String) -> BootProbeError {
        BootProbeError(badInput: complaint, file: file, line: line)
    }
}
