import Profiles
import UserInput

/// Invocations of functions by the minute, summed over the selected functions: a row for each function with
/// `HashOwner,HashApp,HashFunction,Trigger` and then a count for each minute of a day.
struct Azure2019Counts {
    private static let labels = ["HashOwner", "HashApp", "HashFunction", "Trigger"]

    private let source: TraceBytes
    private let selection: TraceSelection
    private let lenient: Bool
    private var sums: [Int64] = []
    /// Of the row that is being read, which counts only where all of it is right.
    private var row: [Int64] = []
    private var selectedRows = 0

    init(_ source: TraceBytes, _ selection: TraceSelection, lenient: Bool) {
        self.source = source
        self.selection = selection
        self.lenient = lenient
    }

    static func isHeader(_ line: String) -> Bool { line.hasPrefix(labels.joined(separator: ",") + ",") }

    mutating func read() throws(ScaleSimError) -> (RateTrace, SkippedRecords) {
        var lines = LineStream(source)
        let skipped = try lines.takeAll(lenient: lenient) { (line) throws(RecordFault) in try take(line) }
        guard selectedRows > 0 else {
            let which = selection.isEmpty ? "function" : selection.description
            throw ScaleSimError(.badInput, "holds no row of \(which)", at: .init(file: source.name))
        }
        return (try trace(), skipped)
    }

    private mutating func take(_ line: Span<UInt8>) throws(RecordFault) {
        guard !sums.isEmpty else {
            sums = [Int64](repeating: 0, count: try Self.minutes(ofHeader: line))
            row = sums
            return
        }
        var position = 0
        var isSelected = true
        for wanted in [selection.owner, selection.app, selection.function, nil] {
            guard position <= line.count else { throw wrongColumns(1) }
            let cell = TraceText.cell(line, &position)
            isSelected = Azure2021Lines.matches(line, cell, wanted) && isSelected
        }
        for minute in row.indices {
            guard position <= line.count else { throw wrongColumns(minute) }
            let cell = TraceText.cell(line, &position)
            do throws(RecordFault) {
                row[minute] = try TraceText.count(line, cell, "count", most: 60_000_000_000)
            } catch {
                throw RecordFault(kind: error.kind, message: "minute \(minute + 1): \(error.message)")
            }
        }
        guard position > line.count else { throw wrongColumns(row.count + 1) }
        guard isSelected else { return }
        selectedRows += 1
        // The limit is far beyond the highest rate, which is looked at in the end.
        for minute in row.indices { sums[minute] = min(sums[minute] + row[minute], 1 << 60) }
    }

    private func wrongColumns(_ found: Int) -> RecordFault {
        let some = found > sums.count ? "more" : "\(found)"
        return RecordFault(
            kind: .malformed,
            message: "expected 4 labels and \(sums.count) counts as in the header, found \(some)")
    }

    private static func minutes(ofHeader line: Span<UInt8>) throws(RecordFault) -> Int {
        let header = TraceText.string(line, 0..<line.count)
        let names = header.split(separator: ",", omittingEmptySubsequences: false)
        let minutes = names.dropFirst(labels.count)
        guard isHeader(header), minutes.elementsEqual((1...max(1, minutes.count)).map { "\($0)" }, by: ==) else {
            throw RecordFault(
                kind: .malformed,
                message: "expected the header `\(labels.joined(separator: ",")),1,2,…`, found \(header.quoted)",
                endsReading: true)
        }
        return minutes.count
    }

    private func trace() throws(ScaleSimError) -> RateTrace {
        var builder = RateBuilder()
        do throws(RecordFault) {
            for (minute, sum) in sums.enumerated() {
                guard Double(sum) / 60 <= TraceText.highestRate else {
                    throw RecordFault(
                        kind: .outOfRange, message: "minute \(minute + 1): more than 1e9 requests a second")
                }
                try builder.add(Double(minute) * 60, rate: Double(sum) / 60, for: 60, "minute")
            }
        } catch {
            throw ScaleSimError(.badInput, error.message, at: .init(file: source.name))
        }
        return try builder.trace(file: source.name)
    }
}
