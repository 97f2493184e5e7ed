import Foundation
import ScaleSim

/// Compared scenarios as multiples of the possible, as text for people.
struct OracleText {
    private let oracle: ComparedScenarios.Oracle
    private let result: ComparedScenarios
    private let letters: [String]
    private let width: Int

    /// - Parameter letters: of the systems, in their order.
    init(_ oracle: ComparedScenarios.Oracle, _ result: ComparedScenarios, letters: [String], width: Int) {
        self.oracle = oracle
        self.result = result
        self.letters = letters
        self.width = width
    }

    var text: String {
        let header = [
            "", "replica-seconds", "x the possible", confidence, "over \(objective)", "runs over \(permitted)", "",
        ]
        let numbers = header.indices.map { (1...5).contains($0) }
        let table = ReportText.table(header, oracle.systems.map(row), numbers: numbers)
        return ([ReportText.wrapped(heading, width: width, indent: ""), "", table] + notes).joined(separator: "\n")
    }

    private var heading: String {
        let who = oracle.system.map { "The possible is \(letter(of: $0))" } ?? "The possible"
        let text =
            "\(who): an oracle that foresees each run, boots included, with "
            + "\(oracle.minReplicas) to \(oracle.maxReplicas) replicas and at most \(permitted) of the requests over "
            + "\(objective). \(cost)"
        // No line begins with a per cent sign.
        return text.replacing(" %", with: "\u{A0}%")
    }

    private var cost: String {
        let over = share(oracle.overObjectiveShare)
        guard let seconds = oracle.replicaSeconds else { return "It cannot: \(over) are over." }
        return oracle.replicationsMissed == 0
            ? "It takes \(number(seconds)) replica-seconds, with \(over) over."
            : "Where it can, it takes \(number(seconds)) replica-seconds; in the mean of all runs \(over) are over."
    }

    // MARK: The table

    private func row(_ system: ComparedScenarios.Multiple) -> [String] {
        let multiple = system.multiple.map { ReportText.decimal($0.mean, places($0.mean)) } ?? "–"
        return [
            letter(of: system.system), number(system.replicaSeconds),
            // In brackets: being cheap by being late is no merit.
            system.meetsObjective || system.multiple == nil ? multiple : "(\(multiple))", interval(system.multiple),
            share(system.overObjectiveShare), "\(system.replicationsMissed) of \(result.replications)",
            system.meetsObjective ? "" : "MISSES the objective",
        ]
    }

    private func interval(_ estimate: Estimate?) -> String {
        guard let estimate, let low = estimate.low, let high = estimate.high else { return "–" }
        return "\(ReportText.decimal(low, places(low))) … \(ReportText.decimal(high, places(high)))"
    }

    private var notes: [String] {
        let (missed, all) = (oracle.replicationsMissed, result.replications)
        guard missed > 0 else { return [] }
        let least = "not even \(oracle.maxReplicas) replicas throughout let \(percent(oracle.share)) be in time"
        let note =
            missed == all
            ? "The oracle misses the objective in every run: \(least). So there is nothing to be a multiple of."
            : "The oracle misses the objective in \(missed) of \(all) runs: \(least). Multiples are of the others."
        return ["  " + ReportText.wrapped(note, width: width, indent: "  ")]
    }

    // MARK: Words

    private func letter(of system: String) -> String {
        result.systems.firstIndex { $0.name == system }.map { letters[$0] } ?? system
    }

    private var confidence: String { percent(result.confidence) }

    private var permitted: String { percent(1 - oracle.share) }

    private var objective: String {
        let seconds = oracle.objectiveLatencySeconds
        let (value, unit) = seconds < 1 ? (seconds * 1000, "ms") : (seconds, "s")
        let number = value.formatted(
            .number.precision(.fractionLength(0...3)).locale(Locale(identifier: "en_US")))
        return "\(number) \(unit)"
    }

    private func places(_ value: Double) -> Int { value < 100 ? 2 : 0 }

    private func number(_ estimate: Estimate) -> String { plusMinus(estimate, 1, estimate.mean < 100 ? 1 : 0, "") }

    private func share(_ estimate: Estimate) -> String { plusMinus(estimate, 100, 2, " %") }

    private func plusMinus(_ estimate: Estimate, _ factor: Double, _ places: Int, _ unit: String) -> String {
        let mean = ReportText.decimal(estimate.mean * factor, places)
        guard let halfWidth = estimate.halfWidth else { return mean + unit }
        return "\(mean) ± \(ReportText.decimal(halfWidth * factor, places))\(unit)"
    }

    /// To four digits, which hides that 1 − 0.99 is not quite 0.01.
    private func percent(_ share: Double) -> String {
        let number = (share * 100).formatted(
            .number.precision(.significantDigits(1...4)).locale(Locale(identifier: "en_US")))
        return "\(number) %"
    }
}
