import UserInput

/// One line in which AWS Lambda reports an invocation, an initialisation or a restored snapshot.
///
/// AWS Lambda Developer Guide, "Working with Lambda function logs" and "Monitoring for Lambda SnapStart": fields are
/// separated by tabs, `Init Duration` and `Restore Duration` stand only in reports of cold starts. Durations are in
/// milliseconds, rounded to hundredths.
struct LambdaReport: Equatable {
    enum Kind: String, CaseIterable {
        case invocation = "REPORT RequestId:"
        /// Written where an initialisation fails, and when a snapshot is made.
        case initialisation = "INIT_REPORT Init Duration:"
        /// Written where restoring fails.
        case restoration = "RESTORE_REPORT Restore Duration:"
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
        durationMilliseconds = try Self.milliseconds("Duration", in: line)
        initMilliseconds = try Self.milliseconds("Init Duration", in: line)
        restoreMilliseconds = try Self.milliseconds("Restore Duration", in: line)
        if let text = Self.value(of: "Memory Size", in: line) {
            guard let megabytes = Int(text), (0...1_000_000).contains(megabytes) else {
                throw UnexpectedValue(expectation: "`Memory Size` in whole MB", found: text.quoted)
            }
            memoryMB = megabytes
        }
        guard let status = Self.value(of: "Status", in: line), status != "success" else { return }
        failure = [status, Self.value(of: "Error Type", in: line)].compactMap { $0.map { String($0.prefix(100)) } }
            .joined(separator: ", ")
    }

    /// By the words that begin a report, behind whatever a log service has put before them.
    private static func kind(of line: Substring) -> Kind? {
        // Nearly all lines of a log end here.
        guard line.utf8.firstRange(of: "REPORT ".utf8) != nil else { return nil }
        return Kind.allCases.reversed().first { line.utf8.firstRange(of: $0.rawValue.utf8) != nil }
    }

    /// The word behind `name: `, where `name` is the whole label: `Duration` is not found in `Billed Duration`.
    private static func value(of name: String, in line: Substring) -> Substring? {
        var rest = line
        while let label = rest.utf8.firstRange(of: "\(name):".utf8) {
            let before = rest[..<label.lowerBound]
            rest = rest[label.upperBound...]
            guard !qualifiers.contains(where: before.hasSuffix) else { continue }
            return rest.drop { $0 == " " }.prefix { !$0.isWhitespace }
        }
        return nil
    }

    /// Words that make another label of `Duration`.
    private static let qualifiers = ["Billed ", "Init ", "Restore "]

    private static func milliseconds(_ name: String, in line: Substring) throws(UnexpectedValue) -> Double? {
        guard let text = value(of: name, in: line) else { return nil }
        guard let value = Quantity.decimal(text), range.contains(value) else {
            throw UnexpectedValue(expectation: "`\(name)` in milliseconds", found: text.quoted)
        }
        return value
    }

    /// Nothing runs on Lambda for longer than a quarter of an hour; a day leaves room.
    static let range = 0...86_400_000.0
}
