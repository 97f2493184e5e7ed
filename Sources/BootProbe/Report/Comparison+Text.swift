extension Comparison {
    /// In two lines, for people.
    package var text: String {
        let medians = [candidate, baseline].map { $0.medianSeconds.map { "\(Decimals.three($0)) s" } ?? "timed out" }
        return """
            medians \(medians[0]) and \(medians[1]): ratio \(Self.estimate(ratio, ratioLow, ratioHigh)), \
            \(Probability.text(p))
            difference of means: \(Self.estimate(differenceSeconds, differenceLowSeconds, differenceHighSeconds)) s
            """
    }

    /// `1.082 (1.051 – 1.113)`.
    private static func estimate(_ value: Double?, _ lower: Double?, _ upper: Double?) -> String {
        guard let value else { return "unknown" }
        let bounds = [lower, upper].map { $0.map { Decimals.three($0) } ?? "?" }
        return "\(Decimals.three(value)) (\(bounds.joined(separator: " – ")))"
    }
}
