/// Records of a trace that were wrong and left out.
public struct SkippedRecords: Sendable, Equatable {
    /// What was wrong with a record.
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        /// Not written as the format says.
        case malformed
        /// NaN or infinite.
        case notFinite = "not finite"
        case negative
        /// Beyond what any traffic reaches.
        case outOfRange = "out of range"
        /// Back in time.
        case outOfOrder = "out of order"
    }

    private var counts = [Int](repeating: 0, count: Kind.allCases.count)
    /// Where the first one is, and what is wrong with it.
    public private(set) var first: ScaleSimError?

    public init() {}

    public var total: Int { counts.reduce(0, +) }

    /// Numbers by kind, those of 0 left out.
    public var byKind: [(kind: Kind, count: Int)] {
        zip(Kind.allCases, counts).filter { $0.1 > 0 }.map { (kind: $0.0, count: $0.1) }
    }

    /// Counts a wrong record that may be left out, or throws what is wrong with it.
    ///
    /// - Parameter error: the fault with its place.
    mutating func leaveOut(_ fault: RecordFault, _ error: ScaleSimError, lenient: Bool) throws(ScaleSimError) {
        guard lenient, !fault.endsReading else { throw error }
        if first == nil { first = error }
        for (index, known) in Kind.allCases.enumerated() where known == fault.kind { counts[index] += 1 }
    }

    /// `3 records skipped (2 malformed, 1 negative), the first at x.log:7: …`; nil where there are none.
    public var sentence: String? {
        guard total > 0 else { return nil }
        let kinds = byKind.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
        let place = first.map { ", the first at \($0)" } ?? ""
        return "\(total) \(total == 1 ? "record" : "records") skipped (\(kinds))\(place)"
    }
}

/// Why a record is none.
struct RecordFault: Error {
    var kind: SkippedRecords.Kind
    /// `field: expected …, found …`.
    var message: String
    /// Whether all that follows is in doubt too, so that it cannot be left out.
    var endsReading = false
}
