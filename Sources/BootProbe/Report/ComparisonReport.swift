/// A comparison of two targets, and whether a condition on it holds.
package struct ComparisonReport: Report, Sendable, Equatable {
    package var a: String
    package var b: String
    package var comparison: Comparison
    /// What the accelerators or hosts differ in, which makes the comparison one of those too.
    package var remarks: [String]
    /// Nil where no condition was given.
    package var fails: Bool?

    package init(a: String, b: String, comparison: Comparison, remarks: [String] = [], fails: Bool? = nil) {
        self.a = a
        self.b = b
        self.comparison = comparison
        self.remarks = remarks
        self.fails = fails
    }

    private enum CodingKeys: CodingKey { case a, b, fails, remarks }

    /// The comparison's own fields beside these.
    package func encode(to encoder: any Encoder) throws {
        try comparison.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(a, forKey: .a)
        try fields.encode(b, forKey: .b)
        try fields.encodeIfPresent(fails, forKey: .fails)
        try fields.encode(remarks, forKey: .remarks)
    }

    package var title: String? { "\(a) over \(b)" }

    package var table: ReportTable {
        ReportTable(
            [self],
            columns: [
                .text(nil, "a") { .text($0.a) }, .text(nil, "b") { .text($0.b) },
                .number("median of \(a)", "a_median_s") { .time($0.comparison.candidate.medianSeconds) },
                .number("of \(b)", "b_median_s") { .time($0.comparison.baseline.medianSeconds) },
                .number("ratio", "ratio") { .number($0.comparison.ratio) },
                .number("95% interval", "ratio_low", "ratio_high") {
                    .bounds($0.comparison.ratioLow, $0.comparison.ratioHigh)
                },
                .number("p", "p") { .number($0.comparison.p) },
                .number("difference of means", "difference_s") { .time($0.comparison.differenceSeconds) },
                .number("95% interval", "difference_low_s", "difference_high_s") {
                    .interval($0.comparison.differenceLowSeconds, $0.comparison.differenceHighSeconds)
                },
                .number("n", "a_answered", "b_answered") {
                    .counts([$0.comparison.candidate.answered, $0.comparison.baseline.answered])
                },
            ])
    }
}
