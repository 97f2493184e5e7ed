import Profiles

extension Ledger: Report {
    private typealias Row = (account: Account, entry: Entry)

    private var rows: [Row] { accounts.flatMap { account in account.entries.map { (account, $0) } } }

    package var title: String? {
        "campaign \(campaign): the same trials by the definitions in use, in the order of their medians"
    }

    package var table: ReportTable {
        ReportTable(
            rows,
            columns: [
                .text("target", "image", "technology", "accelerator", "cache", "concurrent", "resident") {
                    .target($0.account.image, $0.account.technology, $0.account.accelerator, $0.account.condition)
                }
            ] + Self.columns + [.text("counted so by", "counted_so_by") { .text($0.entry.countedSoBy) }])
    }

    private static var columns: [ReportTable.Column<Row>] {
        [
            .text(nil, "event") { .text($0.entry.event) },
            .text("from the launch call to", "definition") { .text($0.entry.definition) },
            .number("median", "median_s") { .time($0.entry.median?.seconds) },
            .number("95% interval", "median_lower_s", "median_upper_s") {
                .interval($0.entry.median?.lower, $0.entry.median?.upper)
            },
            .number("share", "share") { .optionalShare($0.entry.share) },
            .number("left to first answer", "residual_s") { .signedTime($0.entry.residualSeconds) },
            .number("n", "trials") { .count($0.entry.trials) },
            .number("lacking", "lacking") { .count($0.entry.lacking) },
        ]
    }

    /// A table for each target, so that a terminal has room, and who stops where below.
    package var text: String {
        let tables = accounts.map { account in
            let table = ReportTable(account.entries.map { (account, $0) }, columns: Self.columns)
            return "\(account.heading)\n\(table.text)"
        }
        let parts = [title ?? ""] + tables + [conventions, remarks.joined(separator: "\n")]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var conventions: String {
        let shown = Set(rows.map(\.entry.event))
        var table = TextTable(header: ["published boot times that end there", ""], numbers: [false, false])
        for definition in LedgerDefinition.known where shown.contains(definition.event) {
            if let tools = definition.countedSoBy { table.append([definition.name, tools]) }
        }
        return table.text
    }

    package var remarks: [String] {
        accounts.flatMap { account in account.lacks + account.hints }
            + ["share and what is left are medians over trials, so columns do not add up"]
    }
}

extension Ledger.Account {
    private var label: String { condition.label(of: image, on: technology) }

    fileprivate var heading: String {
        let guest = accelerator == .none ? "" : " (\(accelerator.rawValue.uppercased()))"
        return "\(label)\(guest): \(answered) answered, \(timedOut) timed out, \(failed) failed"
    }

    fileprivate var lacks: [String] {
        entries.filter { $0.trials > 0 && $0.lacking > 0 }.map { entry in
            "\(label): \(entry.lacking) of \(answered) trials that answered do not show \(entry.definition)"
        }
    }

    /// How to have the definitions that no trial tells; what has no init has none to tell.
    fileprivate var hints: [String] {
        let isGuest = technology != .process && technology != .container
        let events = (isGuest ? ["init"] : []) + ["main", "listening"]
        let missing = events.map(LedgerDefinition.ending).filter { definition in
            !entries.contains { $0.event == definition.event && $0.trials > 0 }
        }
        guard answered > 0, !missing.isEmpty else { return [] }
        let names = missing.map(\.name).joined(separator: " and ")
        let keys = missing.map(\.event).joined(separator: ", ")
        return [
            "\(label): no trial shows \(names); say in technologies.\(technology.rawValue).phases of the manifest what is "
                + "printed then (\(keys))"
        ]
    }
}

extension ReportTable.Cell {
    fileprivate static func optionalShare(_ share: Double?) -> Self { share.map { .share($0) } ?? .number(nil) }

    /// Seconds of either sign.
    fileprivate static func signedTime(_ seconds: Double?) -> Self {
        guard let seconds, seconds < 0 else { return .time(seconds) }
        return Self(shown: "−\(Decimals.time(-seconds))", values: [.number(seconds)])
    }
}
