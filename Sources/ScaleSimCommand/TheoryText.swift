import ScaleSim

/// Theory beside simulation as text for people.
struct TheoryText {
    let text: String

    init(_ checks: [TheoryCheck]) {
        let rows = checks.map { check in
            let places = Self.places(check.theory)
            func number(_ value: Double) -> String { ReportText.decimal(value, places) }
            return [
                check.name, number(check.theory), number(check.simulated),
                "\(number(check.ciLow)) … \(number(check.ciHigh))", check.ok ? "ok" : "NOT OK",
            ]
        }
        let confidence = ReportText.decimal((checks.first?.confidence ?? 0) * 100, 2)
        let table = ReportText.table(
            ["", "theory", "simulated", "\(confidence) % interval", ""], rows,
            numbers: [false, true, true, true, false])
        text = table + "\n\n\(checks.count { $0.ok }) of \(checks.count) ok\n"
    }

    /// Four or five significant digits.
    private static func places(_ value: Double) -> Int { value >= 1 ? 3 : value >= 0.1 ? 4 : value >= 0.01 ? 5 : 6 }
}

/// How often intervals hold theory as text for people.
struct CoverageText {
    let text: String

    init(_ result: TheoryCoverage) {
        let columns = ["intervals", "hold theory", "99.9 % interval", "below", "above"]
        let claims = result.claims.map { claim in
            [claim.name] + Self.cells(claim.coverage) + [Self.bias(claim.bias), Self.verdict(claim.coverage)]
        }
        let groups = (result.families + result.loads + result.figures).map { ($0.name, $0.coverage) }
        let together = (groups + [("all", result.all)]).map { [$0] + Self.cells($1) + [Self.verdict($1)] }
        let (ok, total) = result.verdicts
        let numbers = columns.map { _ in true }
        let single = ReportText.table(
            [""] + columns + ["bias", ""], claims, numbers: [false] + numbers + [true, false])
        text = """
            \(single)

            \(ReportText.table([""] + columns + [""], together, numbers: [false] + numbers + [false]))

            \(ok) of \(total) ok

            """
    }

    private static func cells(_ share: TheoryCoverage.Share) -> [String] {
        [
            "\(share.intervals)", "\(percent(share.share)) %", "\(percent(share.ciLow)) … \(percent(share.ciHigh)) %",
            "\(percent(share.below)) %", "\(percent(share.above)) %",
        ]
    }

    private static func bias(_ bias: Estimate) -> String {
        let mean = ReportText.decimal(bias.mean * 100, 2)
        return bias.halfWidth.map { "\(mean) ± \(ReportText.decimal($0 * 100, 2)) %" } ?? "\(mean) %"
    }

    private static func percent(_ share: Double) -> String { ReportText.decimal(share * 100, 1) }

    private static func verdict(_ share: TheoryCoverage.Share) -> String { share.ok ? "ok" : "NOT OK" }
}
