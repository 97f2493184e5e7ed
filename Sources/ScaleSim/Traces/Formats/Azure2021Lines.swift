import UserInput

/// Invocations of functions: `app,func,end_timestamp,duration`, in seconds; a request arrives at the end less the
/// duration.
struct Azure2021Lines: LineFormat {
    static let header = "app,func,end_timestamp,duration"

    private let selection: TraceSelection
    private var sawHeader = false

    init(_ selection: TraceSelection) { self.selection = selection }

    mutating func instant(on line: Span<UInt8>) throws(RecordFault) -> Int64? {
        guard sawHeader else {
            let text = TraceText.string(line, 0..<line.count)
            guard text == Self.header else {
                throw RecordFault(
                    kind: .malformed, message: "expected the header `\(Self.header)`, found \(text.quoted)",
                    endsReading: true)
            }
            sawHeader = true
            return nil
        }
        var position = 0
        let app = TraceText.cell(line, &position)
        let function = TraceText.cell(line, &position)
        let end = TraceText.cell(line, &position)
        guard position <= line.count else { throw Self.wrongColumns(line) }
        let duration = TraceText.cell(line, &position)
        guard position > line.count else { throw Self.wrongColumns(line) }
        let finish = try TraceText.nanoseconds(line, end, "end_timestamp")
        let arrival = finish - (try TraceText.nanoseconds(line, duration, "duration"))
        return Self.matches(line, app, selection.app) && Self.matches(line, function, selection.function)
            ? arrival : nil
    }

    private static func wrongColumns(_ line: Span<UInt8>) -> RecordFault {
        RecordFault(
            kind: .malformed,
            message: "expected the four columns \(header), found \(TraceText.quoted(line, 0..<line.count))")
    }

    static func matches(_ line: Span<UInt8>, _ cell: Range<Int>, _ wanted: String?) -> Bool {
        guard let wanted else { return true }
        return cell.count == wanted.utf8.count && TraceText.string(line, cell) == wanted
    }
}
