/// One arrival a line, in seconds; the first line may be a header.
struct ArrivalLines: LineFormat {
    private var sawLine = false

    mutating func instant(on line: Span<UInt8>) throws(RecordFault) -> Int64? {
        var position = 0
        let cell = TraceText.cell(line, &position)
        let isFirst = !sawLine
        sawLine = true
        guard position > line.count else {
            throw RecordFault(
                kind: .malformed,
                message: "seconds: expected one number a line, found \(TraceText.quoted(line, 0..<line.count))")
        }
        if isFirst, let first = cell.first, Self.beginsHeader(line[first]), !Self.isNotFinite(line, cell) { return nil }
        return try TraceText.nanoseconds(line, cell, "seconds")
    }

    private static func beginsHeader(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isNotFinite(_ line: Span<UInt8>, _ cell: Range<Int>) -> Bool {
        ["nan", "inf", "infinity"].contains(TraceText.string(line, cell).lowercased())
    }
}
