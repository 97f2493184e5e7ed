import UserInput

/// A condition on a comparison, as written on a command line: `ratio_low>1.05 and p<0.01`.
package struct ComparisonCondition: Sendable, Equatable {
    /// A figure of a comparison.
    package enum Figure: String, Sendable, CaseIterable {
        case ratio
        case ratioLow = "ratio_low"
        case ratioHigh = "ratio_high"
        case p
        /// Of the means, in seconds.
        case difference
    }

    package enum Relation: String, Sendable, CaseIterable {
        // Longer ones first, since `>` begins `>=` too.
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
    }

    package struct Term: Sendable, Equatable {
        package var figure: Figure
        package var relation: Relation
        package var limit: Double
    }

    /// All of them must hold; at least one.
    package let terms: [Term]

    /// Reads terms of a figure, a relation and a number, joined by `and`.
    package init(_ text: String) throws(BootProbeError) {
        var terms: [Term] = []
        var words: [Substring] = []
        for word in text.split(separator: " ") + ["and"[...]] {
            guard word.lowercased() == "and" else {
                words.append(word)
                continue
            }
            terms.append(try Self.term(words.joined(), in: text))
            words = []
        }
        self.terms = terms
    }

    private static func term(_ text: String, in whole: String) throws(BootProbeError) -> Term {
        func wrong(_ reason: String) -> BootProbeError {
            BootProbeError(.usage, "condition `\(whole)`: \(reason); written like `ratio>1.05 and p<0.01`")
        }
        guard !text.isEmpty else { throw wrong("a term is missing") }
        guard let relation = Relation.allCases.first(where: { text.contains($0.rawValue) }),
            let place = text.firstRange(of: relation.rawValue)
        else { throw wrong("`\(text)` has none of the relations >, >=, < and <=") }
        let (name, number) = (String(text[..<place.lowerBound]), String(text[place.upperBound...]))
        guard let figure = Figure(rawValue: name) else {
            let known = Figure.allCases.map(\.rawValue)
            let nearest = Spelling.nearest(to: name, among: known).map { ", did you mean `\($0)`?" } ?? ""
            throw wrong(
                "`\(name)` is no figure of a comparison\(nearest) (known: \(known.joined(separator: ", ")), "
                    + "the last in seconds)")
        }
        guard let limit = Double(number), limit.isFinite else { throw wrong("`\(number)` is no number") }
        return Term(figure: figure, relation: relation, limit: limit)
    }

    /// Each term with what `comparison` has in its place: `ratio>1.05 (1.082) and p<0.01 (p < 0.001)`.
    package func text(for comparison: Comparison) -> String {
        terms.map { term in
            let found =
                switch term.figure.value(in: comparison) {
                case nil: "unknown"
                case .some(.infinity): "without bound"
                case .some(let p) where term.figure == .p: Probability.text(p)
                case .some(let value): Decimals.three(value)
                }
            return "\(term.figure.rawValue)\(term.relation.rawValue)\(term.limit) (\(found))"
        }.joined(separator: " and ")
    }

    /// Whether all terms hold; throws where a figure is unknown, which must not pass for an answer.
    package func holds(for comparison: Comparison) throws(BootProbeError) -> Bool {
        for term in terms where try !term.holds(for: comparison) { return false }
        return true
    }
}

extension ComparisonCondition.Term {
    fileprivate func holds(for comparison: Comparison) throws(BootProbeError) -> Bool {
        guard let value = figure.value(in: comparison) else {
            throw BootProbeError(
                .failed,
                "the comparison has no `\(figure.rawValue)`, since trials timed out; "
                    + (figure == .difference ? "use ratio, which needs half of them" : "allow a longer time-out"))
        }
        switch relation {
        case .atLeast: return value >= limit
        case .atMost: return value <= limit
        case .more: return value > limit
        case .less: return value < limit
        }
    }
}

extension ComparisonCondition.Figure {
    /// Infinite, or 0, where time-outs leave a side unbounded; nil where nothing is known.
    fileprivate func value(in comparison: Comparison) -> Double? {
        switch self {
        case .ratio:
            if let ratio = comparison.ratio { return ratio }
            switch (comparison.candidate.medianSeconds, comparison.baseline.medianSeconds) {
            case (nil, .some): return .infinity
            case (.some, nil): return 0
            default: return nil
            }
        case .ratioLow: return comparison.ratioLow ?? 0
        case .ratioHigh: return comparison.ratioHigh ?? .infinity
        case .p: return comparison.p
        case .difference: return comparison.differenceSeconds
        }
    }
}
