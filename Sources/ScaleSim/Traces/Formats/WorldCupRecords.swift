/// The logs of the World Cup's site of 1998: records of 20 bytes, whose first four are the seconds since 1970,
/// big-endian; the rest (client, object, size, method, status, type, server) is passed over.
/// https://ita.ee.lbl.gov/html/contrib/WorldCup.html
struct WorldCupRecords: RecordSource {
    static let length = 20
    /// The year 1998: beyond, the bytes are something else.
    static let plausible: ClosedRange<Int64> = 883_612_800...915_148_799

    private let source: TraceBytes
    private let lenient: Bool
    private var buffer: [UInt8]
    private var position = 0
    private var end = 0
    private var offset: Int64 = 0
    /// Of the current record, from 1.
    private var number = 0
    private(set) var skipped = SkippedRecords()

    init(_ source: TraceBytes, lenient: Bool) {
        self.source = source
        self.lenient = lenient
        buffer = [UInt8](repeating: 0, count: min(52_428, Int(source.size) / Self.length + 1) * Self.length)
    }

    mutating func next() throws(ScaleSimError) -> Int64? {
        while try fill() {
            number += 1
            let seconds = (0..<4).reduce(Int64(0)) { $0 << 8 | Int64(buffer[position + $1]) }
            position += Self.length
            if Self.plausible.contains(seconds) { return seconds }
            try reject(
                RecordFault(
                    kind: .outOfRange,
                    message: "timestamp: expected seconds since 1970 in the year 1998, found `\(seconds)`"))
        }
        return nil
    }

    /// Whether a whole record is there.
    private mutating func fill() throws(ScaleSimError) -> Bool {
        if end - position >= Self.length { return true }
        let rest = end - position
        for index in 0..<rest { buffer[index] = buffer[position + index] }
        (position, end) = (0, rest)
        while end < Self.length {
            let count = try source.read(at: offset, into: &buffer, from: end)
            offset += Int64(count)
            end += count
            if count == 0 { break }
        }
        if end >= Self.length || end == 0 { return end > 0 }
        number += 1
        let rejected = end
        end = 0
        try reject(
            RecordFault(kind: .malformed, message: "expected \(Self.length) bytes, but the file ends after \(rejected)")
        )
        return false
    }

    mutating func reject(_ fault: RecordFault) throws(ScaleSimError) {
        let error = ScaleSimError(.badInput, "record \(number): \(fault.message)", at: .init(file: source.name))
        try skipped.leaveOut(fault, error, lenient: lenient)
    }
}
