import UserInput

/// Tells the format of a trace from how it begins.
enum TraceDetection {
    /// Bytes that are looked at; the header of Azure's counts has 6 KiB.
    static let headLength = 1 << 16

    private static let compressions: [(magic: [UInt8], name: String, remedy: String)] = [
        ([0x1F, 0x8B], "gzip", "gunzip --keep"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "unzstd"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz", "unxz --keep"), (Array("BZh".utf8), "bzip2", "bunzip2 --keep"),
        (Array("PK\u{3}\u{4}".utf8), "zip", "unzip"), (Array("Rar!".utf8), "RAR", "unrar x"),
        ([0x37, 0x7A, 0xBC, 0xAF], "7z", "7z x"),
    ]

    /// Refuses what cannot be a trace in any format: nothing, or something compressed.
    static func check(_ head: [UInt8], file: String) throws(ScaleSimError) {
        guard !head.isEmpty else {
            throw ScaleSimError(.badInput, "the file is empty; expected a trace", at: .init(file: file))
        }
        for compression in compressions where head.starts(with: compression.magic) {
            throw ScaleSimError(
                .badInput,
                "is compressed with \(compression.name); unpack it first: \(compression.remedy) \(file.onOneLine)",
                at: .init(file: file))
        }
    }

    /// - Parameter hasStep: whether a step was given, which only a list of rates has a use for.
    static func format(_ head: [UInt8], file: String, hasStep: Bool) throws(ScaleSimError) -> TraceFormat {
        if isWorldCup(head) { return .worldcup }
        let (line, number) = firstLine(head)
        if let format = format(ofLine: line, hasStep: hasStep) { return format }
        let names = TraceFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw ScaleSimError(
            .badInput,
            "the format is not known from its beginning, \(line.quoted); name it with --input-format, or `format:` in a "
                + "scenario: \(names)", at: .init(file: file, line: number))
    }

    private static func format(ofLine line: String, hasStep: Bool) -> TraceFormat? {
        if line.hasPrefix("{") { return .prometheus }
        if let format = RateLines.format(ofHeader: line) { return format }
        if Azure2019Counts.isHeader(line) { return .azure2019 }
        if line == Azure2021Lines.header { return .azure2021 }
        if AzureLLMLines.isHeader(line) { return .azureLLM }
        var log = LogLines()
        if (try? log.instant(on: Array(line.utf8).span)) != nil { return .log }
        if Quantity.decimal(line) != nil { return hasStep ? .rateList : .arrivals }
        // A header of one word over numbers.
        return line.wholeMatch(of: /[A-Za-z_]+/) != nil ? .arrivals : nil
    }

    /// Times in the first and the second record that are plausible and close to each other.
    private static func isWorldCup(_ head: [UInt8]) -> Bool {
        func seconds(_ record: Int) -> Int64 {
            head[(record * 20)..<(record * 20 + 4)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        // Texts have no NUL; the upper bytes of most fields are.
        guard head.count >= WorldCupRecords.length, head.contains(0) else { return false }
        guard WorldCupRecords.plausible.contains(seconds(0)) else { return false }
        return head.count < 2 * WorldCupRecords.length || abs(seconds(1) - seconds(0)) <= 86_400
    }

    /// The first line that is neither empty nor a comment, and its number.
    private static func firstLine(_ head: [UInt8]) -> (line: String, number: Int) {
        var head = head[...]
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        var number = 0
        for line in head.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            return (String(decoding: line, as: UTF8.self), number)
        }
        return ("", 1)
    }
}
