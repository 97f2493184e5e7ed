/// Lines of the Common or Combined Log Format: `host ident user [time] "request" status bytes …`, in whole seconds.
///
/// What stands before the time is passed over, since users may have blanks and brackets in their names.
/// https://httpd.apache.org/docs/current/logs.html#common
struct LogLines: LineFormat {
    /// The time of the last line and its seconds: most lines have the same.
    private var lastTime = [UInt8](repeating: 0, count: CalendarTime.logLength)
    private var lastSeconds: Int64 = 0

    mutating func instant(on line: Span<UInt8>) throws(RecordFault) -> Int64? {
        var bracket = 0
        while let found = Self.position(of: UInt8(ascii: "["), in: line, from: bracket) {
            bracket = found + 1
            let end = bracket + CalendarTime.logLength
            guard found >= 2, line[found - 1] == 0x20, end < line.count, line[end] == UInt8(ascii: "]") else {
                continue
            }
            guard let seconds = seconds(line, bracket) else { continue }
            try Self.checkRequest(line, after: end)
            return seconds
        }
        let start = Self.position(of: UInt8(ascii: "["), in: line, from: 0) ?? 0
        throw RecordFault(
            kind: .malformed,
            message: "time: expected `[10/Oct/2000:13:55:36 -0700]` behind host and user, found "
                + TraceText.quoted(line, start..<min(line.count, start + 28)))
    }

    private mutating func seconds(_ line: Span<UInt8>, _ position: Int) -> Int64? {
        var index = 0
        while index < CalendarTime.logLength, line[position + index] == lastTime[index] { index += 1 }
        if index == CalendarTime.logLength { return lastSeconds }
        guard let seconds = CalendarTime.logSeconds(line, position) else { return nil }
        for index in 0..<CalendarTime.logLength { lastTime[index] = line[position + index] }
        lastSeconds = seconds
        return seconds
    }

    /// Behind the time there is a request in quotes and a status; quotes within the request may be bare.
    private static func checkRequest(_ line: Span<UInt8>, after bracket: Int) throws(RecordFault) {
        let quote = UInt8(ascii: "\"")
        guard bracket + 2 < line.count, line[bracket + 1] == 0x20, line[bracket + 2] == quote else {
            throw RecordFault(
                kind: .malformed,
                message: "request: expected a request in quotes behind the time, found "
                    + TraceText.quoted(line, min(bracket + 1, line.count)..<line.count))
        }
        var position = bracket + 3
        while let end = Self.position(of: quote, in: line, from: position) {
            if isStatus(line, from: end + 1) { return }
            position = end + 1
        }
        throw RecordFault(
            kind: .malformed,
            message: "status: expected three digits behind the request, found "
                + TraceText.quoted(line, bracket + 2..<line.count))
    }

    @inline(__always)
    private static func isStatus(_ line: Span<UInt8>, from start: Int) -> Bool {
        guard start + 3 < line.count, line[start] == 0x20 else { return false }
        guard start + 4 == line.count || line[start + 4] == 0x20 else { return false }
        return (1...3).allSatisfy { TraceText.digit(line[start + $0]) != nil }
    }

    @inline(__always)
    private static func position(of byte: UInt8, in line: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while position < line.count {
            if line[position] == byte { return position }
            position += 1
        }
        return nil
    }
}
