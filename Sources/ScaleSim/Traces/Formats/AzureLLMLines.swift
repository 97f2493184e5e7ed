import UserInput

/// Requests to language models: a header that begins with `TIMESTAMP`, then a time and numbers of tokens on each line.
///
/// The traces of 2023 write `2023-11-16 18:15:46.6805900`, those of 2024 add `+00:00`.
struct AzureLLMLines: LineFormat {
    /// Of the header; 0 before it.
    private var columns = 0

    static func isHeader(_ line: String) -> Bool {
        line.hasPrefix("TIMESTAMP,") && line.contains("GeneratedTokens")
    }

    mutating func instant(on line: Span<UInt8>) throws(RecordFault) -> Int64? {
        guard columns > 0 else {
            columns = try Self.columns(ofHeader: line)
            return nil
        }
        var position = 0
        let time = TraceText.cell(line, &position)
        guard let instant = CalendarTime.nanoseconds(line, time) else {
            throw RecordFault(
                kind: .malformed,
                message: "TIMESTAMP: expected a time such as 2023-11-16 18:15:46.6805900, found "
                    + TraceText.quoted(line, time))
        }
        var count = 1
        while position <= line.count {
            let cell = TraceText.cell(line, &position)
            _ = try TraceText.count(line, cell, "tokens")
            count += 1
        }
        guard count == columns else {
            throw RecordFault(
                kind: .malformed, message: "expected \(columns) columns as in the header, found \(count)")
        }
        return instant
    }

    private static func columns(ofHeader line: Span<UInt8>) throws(RecordFault) -> Int {
        let header = TraceText.string(line, 0..<line.count)
        guard isHeader(header) else {
            throw RecordFault(
                kind: .malformed,
                message: "expected the header `TIMESTAMP,ContextTokens,GeneratedTokens`, found \(header.quoted)",
                endsReading: true)
        }
        return header.split(separator: ",", omittingEmptySubsequences: false).count
    }
}
