import UserInput

/// One line in which AWS Lambda reports an invocation, an initialisation or a restored snapshot.
///
/// AWS Lambda Developer Guide, "Working with Lambda function logs" and "Monitoring for Lambda SnapStart": fields are
/// separated by tabs, `Init Duration` and `Restore Duration` stand only in reports of cold starts. Durations are in
/// milliseconds, rounded to hundredths.
struct LambdaReport: Equatable {
    enum Kind {
        case invocation
        /// Written where an initialisation fails, and when a snapshot is made.
        case initialisation
        /// Written where restoring fails.
        case restoration
    }

    var kind: Kind
    /// Of the handler; nil where it did not run.
    var durationMilliseconds: Double?
    var initMilliseconds: Double?
    var restoreMilliseconds: Double?
    var memoryMB: Int?
    /// `timeout` or `error`; nil where all went well.
    var failure: String?

    /// Nil for any other line.
    init?(line: Substring) throws(UnexpectedValue) {
        guard let kind = Self.kind(of: line) else { return nil }
        self.kind = kind
        durationMilliseconds = try Self.milliseconds("Duration:", in: line)
        initMilliseconds = try Self.milliseconds("Init Duration:", in: line)
        restoreMilliseconds = try Self.milliseconds("Restore Duration:", in: line)
        if let text = Self.value(of: "Memory Size:", in: line) {
            guard let megabytes = Int(text), (0...1_000_000).contains(megabytes) else {
                throw UnexpectedValue(expectation: "whole MB behind `Memory Size:`", found: text.quoted)
            }
            memoryMB = megabytes
        }
        guard let status = Self.value(of: "Status:", in: line), status != "success" else { return }
        failure = [status, Self.value(of: "Error Type:", in: line)].compactMap { $0.map { String($0.prefix(100)) } }
            .joined(separator: ", ")
    }

    /// By the words that begin a report, behind whatever a log service has put before them.
    private static func kind(of line: Substring) -> Kind? {
        // Nearly all lines of a log end here.
        guard line.contains(ascii: "REPORT ") else { return nil }
        if line.contains(ascii: "RESTORE_REPORT Restore Duration:") { return .restoration }
        if line.contains(ascii: "INIT_REPORT Init Duration:") { return .initialisation }
        return line.contains(ascii: "REPORT RequestId:") ? .invocation : nil
    }

    /// The word behind the whole of `label`: `Duration:` is not found in `Billed Duration:`.
    private static func value(of label: StaticString, in line: Substring) -> Substring? {
        var rest = line
        while let label = rest.range(ofASCII: label) {
            let before = rest[..<label.lowerBound]
            rest = rest[label.upperBound...]
            guard !qualifiers.contains(where: before.hasSuffix) else { continue }
            return rest.drop { $0 == " " }.prefix { !$0.isWhitespace }
        }
        return nil
    }

    /// Words that make another label of `Duration`.
    private static let qualifiers = ["Billed ", "Init ", "Restore "]

    private static func milliseconds(_ label: StaticString, in line: Substring) throws(UnexpectedValue) -> Double? {
        guard let text = value(of: label, in: line) else { return nil }
        guard let value = Quantity.decimal(text), range.contains(value) else {
            throw UnexpectedValue(expectation: "milliseconds behind `\(label)`", found: text.quoted)
        }
        return value
    }

    /// Nothing runs on Lambda for longer than a quarter of an hour; a day leaves room.
    static let range = 0...86_400_000.0
}
