/// The lines of a trace, one at a time, from a buffer of a mebibyte.
///
/// A value: a copy goes on from where the original was.
struct LineStream: Sendable {
    /// Also the length of the longest line.
    static let bufferSize = 1 << 20

    let source: TraceBytes
    /// The current line is `buffer[range]`, without its end.
    private(set) var buffer: [UInt8]
    private(set) var range = 0..<0
    /// Of the current line, from 1.
    private(set) var number = 0
    /// Where the line after the current one begins in the buffer, and where what was read ends.
    private var next = 0
    private var end = 0
    /// Of the first byte that has not been read.
    private var offset: Int64 = 0
    private var sawEnd = false

    init(_ source: TraceBytes) {
        self.source = source
        buffer = [UInt8](repeating: 0, count: Int(min(Int64(Self.bufferSize), source.size + 1)))
    }

    /// Moves on to the next line; false at the end.
    @inline(__always)
    mutating func advance() throws(ScaleSimError) -> Bool {
        if let newline = position(ofNewlineFrom: next) {
            take(upTo: newline, endsAt: newline + 1)
            return true
        }
        return try refill()
    }

    @inline(__always)
    private func position(ofNewlineFrom start: Int) -> Int? {
        let bytes = buffer.span
        var position = start
        while position < end {
            if bytes[position] == 0x0A { return position }
            position += 1
        }
        return nil
    }

    @inline(__always)
    private mutating func take(upTo newline: Int, endsAt following: Int) {
        var stop = newline
        if stop > next, buffer[stop - 1] == 0x0D { stop -= 1 }
        range = next..<stop
        next = following
        number += 1
        // The mark that some programs put before UTF-8.
        if number == 1, buffer[range].starts(with: [0xEF, 0xBB, 0xBF]) { range = range.lowerBound + 3..<stop }
    }

    private mutating func refill() throws(ScaleSimError) -> Bool {
        while !sawEnd {
            let searched = end - next
            if next > 0 {
                // One by one: a slice of the buffer would make it copy itself first.
                for index in 0..<searched { buffer[index] = buffer[next + index] }
                (next, end) = (0, searched)
            }
            guard end < buffer.count else {
                throw ScaleSimError(
                    .badInput, "a line of more than \(buffer.count >> 10) KiB, which no trace has",
                    at: .init(file: source.name, line: number + 1))
            }
            let count = try source.read(at: offset, into: &buffer, from: end)
            offset += Int64(count)
            end += count
            sawEnd = count == 0
            if let newline = position(ofNewlineFrom: searched) {
                take(upTo: newline, endsAt: newline + 1)
                return true
            }
        }
        guard next < end else { return false }
        take(upTo: end, endsAt: end)
        return true
    }

    /// Whether the current line is empty, or a comment.
    var isPassedOver: Bool { range.isEmpty || buffer[range.lowerBound] == UInt8(ascii: "#") }

    /// Hands every line that is neither empty nor a comment to `take`.
    ///
    /// - Returns: the lines that were wrong, and left out as `lenient` allows.
    mutating func takeAll(
        lenient: Bool, _ take: (Span<UInt8>) throws(RecordFault) -> Void
    ) throws(ScaleSimError) -> SkippedRecords {
        var skipped = SkippedRecords()
        while try advance() {
            if isPassedOver { continue }
            do throws(RecordFault) {
                try take(buffer.span.extracting(range))
            } catch {
                try skipped.leaveOut(error, self.error(error.message), lenient: lenient)
            }
        }
        return skipped
    }

    func error(_ message: String) -> ScaleSimError {
        ScaleSimError(.badInput, message, at: .init(file: source.name, line: number))
    }
}
