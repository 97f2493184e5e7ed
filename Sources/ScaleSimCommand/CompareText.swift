import Foundation
import ScaleSim

/// A comparison as text for people, at most 100 columns wide.
struct CompareText {
    private let result: ComparedScenarios

    init(_ result: ComparedScenarios) { self.result = result }

    private static let width = 100
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)

    var text: String {
        let confidence = "\(ReportText.decimal(result.confidence * 100, 0)) %"
        let table = ReportText.table(
            ["", "", "mean, \(confidence)", "difference, \(confidence)", "change", ""], rows,
            numbers: [false, false, true, true, true, false])
        let oracle = result.oracle.map { OracleText($0, result, letters: Self.letters, width: Self.width).text } ?? ""
        let sections = [heading, systems, oracle, table, notes]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        "\(result.systems.count) scenarios, \(result.replications) replications of each on the same random numbers, "
            + "seed \(result.seed)"
    }

    private var systems: String {
        zip(Self.letters, result.systems).map { letter, system in
            let baseline = system.name == result.baseline ? " (baseline)" : ""
            return "  \(letter)  "
                + ReportText.wrapped("\(system.name): \(system.policy)\(baseline)", width: Self.width, indent: "     ")
        }.joined(separator: "\n")
    }

    // MARK: The table

    private var rows: [[String]] { result.figures.flatMap { rows($0) } }

    /// The baseline first; one row where all are the same in every replication.
    private func rows(_ figure: ComparedScenarios.Figure) -> [[String]] {
        let label = FigureColumn.named(figure.name)?.label ?? figure.name
        let unit = FigureUnit(figure)
        let compared = figure.systems.compactMap(\.comparison)
        if compared.allSatisfy({ $0.verdict == "identical" }) {
            return [[label, "all", unit.text(figure.systems[0].estimate), "", "", "identical"]]
        }
        let lettered = zip(Self.letters, figure.systems)
        let ordered = lettered.filter { $0.1.comparison == nil } + lettered.filter { $0.1.comparison != nil }
        return ordered.enumerated().map { number, row in
            [number == 0 ? label : "", row.0, unit.text(row.1.estimate)] + cells(row.1.comparison, unit)
        }
    }

    private func cells(_ comparison: ComparedScenarios.Comparison?, _ unit: FigureUnit) -> [String] {
        guard let comparison else { return ["", "", ""] }
        let change = comparison.relativeChange.map { "\(Self.signed($0 * 100, 1)) %" } ?? "–"
        let verdicts = [
            "differs": "differs", "no_difference_shown": "not shown", "practically_equal": "equal",
            "identical": "identical",
        ]
        return [
            unit.text(comparison.difference, signed: true), comparison.verdict == "identical" ? "" : change,
            verdicts[comparison.verdict] ?? comparison.verdict,
        ]
    }

    fileprivate static func signed(_ value: Double, _ places: Int) -> String {
        let digits = ReportText.decimal(abs(value), places)
        return digits.allSatisfy { "0.,".contains($0) } ? digits : (value < 0 ? "−" : "+") + digits
    }

    // MARK: Below it

    private var notes: String {
        let count = result.figures.count * (result.systems.count - 1)
        var notes = [
            "differs: more than chance, adjusted for \(count) comparisons (Holm); not shown: may be chance; more "
                + "--replications may tell"
        ]
        if let margin = result.equalWithin {
            notes.append(
                "equal: the interval of the difference is within \(ReportText.decimal(margin * 100, 1)) % of the "
                    + "baseline")
        }
        notes += gains + result.remarks
        return notes.map { ReportText.wrapped($0, width: Self.width, indent: "  ") }.joined(separator: "\n")
    }

    /// What the same random numbers have brought, by the mean latency.
    private var gains: [String] {
        let latency = result.figures.first { $0.name == "latency_mean_seconds" }
        return zip(Self.letters, latency?.systems ?? []).compactMap { letter, value in
            guard let comparison = value.comparison, let gain = comparison.varianceReduction,
                let correlation = comparison.correlation
            else { return nil }
            return
                "\(letter): mean latency correlates with the baseline's by \(ReportText.decimal(correlation, 2)); as "
                + "many independent runs would give \(ReportText.decimal(gain, gain < 100 ? 1 : 0)) times the variance"
        }
    }
}

/// How the values of one figure are written: in one unit and with the same digits, so that they compare at a glance.
private struct FigureUnit {
    private let factor: Double
    private let places: Int
    private let suffix: String

    init(_ figure: ComparedScenarios.Figure) {
        let means = figure.systems.map { abs($0.estimate.mean) }
        let largest = means.max() ?? 0
        switch figure.unit {
        case "seconds":
            // In seconds only where the smallest still shows two digits.
            let inSeconds = means.allSatisfy { $0 >= 0.1 }
            (factor, suffix) = inSeconds ? (1, " s") : (1000, " ms")
            places = inSeconds ? 2 : 1
        case "share": (factor, places, suffix) = (100, 2, " %")
        default: (factor, places, suffix) = (1, largest < 1000 ? 1 : 0, "")
        }
    }

    /// `12.3 ± 0.4 ms`.
    func text(_ estimate: Estimate, signed: Bool = false) -> String {
        let scaled = estimate.mean * factor
        let mean = signed ? CompareText.signed(scaled, places) : ReportText.decimal(scaled, places)
        guard let halfWidth = estimate.halfWidth else { return mean + suffix }
        return "\(mean) ± \(ReportText.decimal(halfWidth * factor, places))\(suffix)"
    }
}
