import UserInput

/// Reads the values of a trace from bytes, without making texts of them where they are right.
enum TraceText {
    /// Times beyond do not fit into nanoseconds; 285 years.
    static let latestSeconds = 9e9
    /// Beyond what any traffic reaches, in requests per second.
    static let highestRate = 1e9

    /// The cell from `position` to the next comma, without blanks or quotes about it; moves beyond the comma, and to
    /// `line.count + 1` behind the last cell.
    @inline(__always)
    static func cell(_ line: Span<UInt8>, _ position: inout Int) -> Range<Int> {
        let start = position
        while position < line.count, line[position] != UInt8(ascii: ",") { position += 1 }
        defer { position += 1 }
        return trimmed(line, start..<position)
    }

    @inline(__always)
    private static func trimmed(_ line: Span<UInt8>, _ cell: Range<Int>) -> Range<Int> {
        var (low, high) = (cell.lowerBound, cell.upperBound)
        while low < high, line[low] == 0x20 || line[low] == 0x09 { low += 1 }
        while low < high, line[high - 1] == 0x20 || line[high - 1] == 0x09 { high -= 1 }
        if high - low >= 2, line[low] == UInt8(ascii: "\""), line[high - 1] == UInt8(ascii: "\"") {
            (low, high) = (low + 1, high - 1)
        }
        return low..<high
    }

    static func string(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        for index in range { bytes.append(line[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The beginning of a text as messages show it.
    static func quoted(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        string(line, range.lowerBound..<min(range.upperBound, range.lowerBound + 200)).quoted
    }

    // MARK: Numbers

    /// A time of at least 0 in nanoseconds, from seconds.
    static func nanoseconds(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString
    ) throws(RecordFault) -> Int64 {
        var position = cell.lowerBound
        var value: Int64 = 0
        while position < cell.upperBound, position < cell.lowerBound + 10, let digit = digit(line[position]) {
            value = value * 10 + digit
            position += 1
        }
        let isSmall = position > cell.lowerBound && value < Int64(latestSeconds)
        var places = 0
        if isSmall, position < cell.upperBound, line[position] == UInt8(ascii: ".") {
            position += 1
            while position < cell.upperBound, places < 9, let digit = digit(line[position]) {
                value = value * 10 + digit
                places += 1
                position += 1
            }
        }
        // Anything longer or unusual is slow, and read as a number of any kind.
        guard isSmall, position == cell.upperBound else {
            let seconds = try number(line, cell, field, "seconds", most: latestSeconds)
            return Int64((seconds * 1e9).rounded())
        }
        while places < 9 {
            value *= 10
            places += 1
        }
        return value
    }

    /// A number from 0 to `most`.
    static func number(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString, _ unit: StaticString, most: Double
    ) throws(RecordFault) -> Double {
        var mantissa: Int64 = 0
        var scale = 1.0
        var position = cell.lowerBound
        var sawPoint = false
        // Up to fifteen digits, number and power of ten are exact, and so is their quotient's rounding.
        while position < cell.upperBound, position < cell.lowerBound + 16 {
            if let digit = digit(line[position]) {
                mantissa = mantissa * 10 + digit
                if sawPoint { scale *= 10 }
            } else if line[position] == UInt8(ascii: "."), !sawPoint, position > cell.lowerBound {
                sawPoint = true
            } else {
                break
            }
            position += 1
        }
        let isPlain = position == cell.upperBound && !cell.isEmpty && (sawPoint || cell.count < 16)
        let value = isPlain ? Double(mantissa) / scale : try slowNumber(line, cell, field, unit)
        guard value <= most else {
            throw RecordFault(
                kind: .outOfRange, message: "\(field): beyond \(most), which no traffic reaches: \(quoted(line, cell))")
        }
        return value
    }

    private static func slowNumber(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString, _ unit: StaticString
    ) throws(RecordFault) -> Double {
        let expectation = "\(field): expected a number of \(unit), at least 0, found \(quoted(line, cell))"
        let text = string(line, cell.lowerBound..<min(cell.upperBound, cell.lowerBound + 400))
        if let value = Quantity.decimal(text) { return value }
        let bare = text.lowercased().drop { "+-".contains($0) }
        if ["nan", "inf", "infinity"].contains(bare) || Quantity.decimal(bare) == nil && Double(bare) == .infinity {
            throw RecordFault(kind: .notFinite, message: expectation)
        }
        let isNegative = text.hasPrefix("-") && Quantity.decimal(bare) != nil
        throw RecordFault(kind: isNegative ? .negative : .malformed, message: expectation)
    }

    /// A whole number from 0 to `most`.
    @inline(__always)
    static func count(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString, most: Int64 = 1_000_000_000_000
    ) throws(RecordFault) -> Int64 {
        var value: Int64 = 0
        var position = cell.lowerBound
        while position < cell.upperBound, position < cell.lowerBound + 18, let digit = digit(line[position]) {
            value = value * 10 + digit
            position += 1
        }
        guard position == cell.upperBound, !cell.isEmpty, value <= most else {
            throw wrongCount(line, cell, field, most: most)
        }
        return value
    }

    private static func wrongCount(
        _ line: Span<UInt8>, _ cell: Range<Int>, _ field: StaticString, most: Int64
    ) -> RecordFault {
        let text = string(line, cell.lowerBound..<min(cell.upperBound, cell.lowerBound + 400))
        let bare = text.drop { $0 == "-" }
        let isWhole = !bare.isEmpty && bare.allSatisfy { $0.isASCII && $0.isNumber }
        let isFinite = !["nan", "inf"].contains(bare.lowercased())
        let kind: SkippedRecords.Kind =
            isWhole ? (text.hasPrefix("-") ? .negative : .outOfRange) : isFinite ? .malformed : .notFinite
        return RecordFault(
            kind: kind, message: "\(field): expected a whole number from 0 to \(most), found \(quoted(line, cell))")
    }

    @inline(__always)
    static func digit(_ byte: UInt8) -> Int64? {
        let value = byte &- 0x30
        return value < 10 ? Int64(value) : nil
    }
}
