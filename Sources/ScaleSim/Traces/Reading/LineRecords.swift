/// What a line of a trace stands for.
protocol LineFormat: Sendable {
    /// The instant of the request on the line, on the format's own clock; nil for a line that has none, such as a header.
    mutating func instant(on line: Span<UInt8>) throws(RecordFault) -> Int64?
}

/// The requests of a trace in the order of the file.
protocol RecordSource: Sendable {
    /// The instant of the next request on the format's own clock: nanoseconds, or whole seconds.
    mutating func next() throws(ScaleSimError) -> Int64?
    /// Leaves out the record that came last, or throws what is wrong with it.
    mutating func reject(_ fault: RecordFault) throws(ScaleSimError)
    var skipped: SkippedRecords { get }
}

/// Records that are lines. Empty lines and comments are passed over.
struct LineRecords<Format: LineFormat>: RecordSource {
    private var lines: LineStream
    private var format: Format
    private let lenient: Bool
    private(set) var skipped = SkippedRecords()

    init(_ source: TraceBytes, _ format: Format, lenient: Bool) {
        lines = LineStream(source)
        self.format = format
        self.lenient = lenient
    }

    mutating func next() throws(ScaleSimError) -> Int64? {
        while try lines.advance() {
            if lines.isPassedOver { continue }
            do throws(RecordFault) {
                if let instant = try Self.instant(on: lines, &format) { return instant }
            } catch {
                try reject(error)
            }
        }
        return nil
    }

    /// Static, so that lines and format are two things and not both parts of one that changes.
    @inline(__always)
    private static func instant(on lines: LineStream, _ format: inout Format) throws(RecordFault) -> Int64? {
        try format.instant(on: lines.buffer.span.extracting(lines.range))
    }

    mutating func reject(_ fault: RecordFault) throws(ScaleSimError) {
        try skipped.leaveOut(fault, lines.error(fault.message), lenient: lenient)
    }
}
