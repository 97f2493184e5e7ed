import BootProbe
import Profiles

/// The paper's Table 4, one number each, beside the distributions that were measured here.
package struct StartUpTable: Encodable, Sendable {
    package struct Cell: Encodable, Sendable {
        /// Seconds that the paper printed.
        package var published: Double?
        package var entry: PaperEntry
    }

    package struct Row: Encodable, Sendable {
        package var system: PaperSystem
        /// In the order of the services.
        package var cells: [Cell]
    }

    package static let services: [PaperService] = [.vote, .result]

    package var number: Int
    package var title: String
    package var rows: [Row]
    package var remarks: [String]
    package var supplies: [String]
    package var failures: [String]

    /// The rows of the paper in its order, then the other systems.
    package init(_ results: PaperResults, systems: [PaperSystem]) {
        let published = results.published.startUp
        let keys = published.rows.map(\.system)
        let ordered =
            keys.compactMap { key in systems.first { $0.key == key } }
            + systems.filter { !keys.contains($0.key) }
        rows = ordered.map { system in
            Row(
                system: system,
                cells: Self.services.map { service in
                    let entry = results.entries.first { $0.service == service && $0.system == system }
                    return Cell(
                        published: published.seconds(service, on: system.key),
                        entry: entry ?? PaperEntry(service: service, system: system, absence: "no image"))
                })
        }
        number = published.number
        title = "Table \(published.number). \(published.title), with distributions"
        let entries = rows.flatMap(\.cells).map(\.entry)
        supplies = entries.supplies
        failures = entries.flatMap { entry in entry.startFailures.map { "\(entry.name) failed: \($0)" } }
        remarks = PaperRemarks.ofStartUp(results, entries)
    }
}

extension StartUpTable {
    /// One table a service.
    package var grouped: [GroupedTable] {
        Self.services.enumerated().map { index, service in
            let columns = ["paper", "median here", "95% interval", "p95", "n", "timed out", "failed"]
            return GroupedTable(
                title: index == 0 ? title : "", groups: [GroupedTable.Group(service.rawValue, columns)],
                rows: rows.map { row in GroupedTable.Row(row.name, row.cells[index].texts) })
        }
    }
}

extension StartUpTable.Row {
    /// `Ubuntu (KVM) / VM`, `container`.
    package var name: String {
        // The paper has no start-up time of a process.
        let isPublished = cells.contains { $0.published != nil }
        guard isPublished, let published = system.published else { return system.label }
        return system.own.map { "\(published) / \($0.label)" } ?? published
    }
}

extension StartUpTable.Cell {
    fileprivate var texts: [String] {
        let paper = published.map { "\(Decimals.two($0)) s" } ?? "–"
        if entry.absence != nil { return [paper, "absent", "–", "–", "–", "–", "–"] }
        guard let summary = entry.startUp, summary.answered + summary.censored > 0 else {
            let failed = entry.startUp.map { "\($0.failed)" } ?? "–"
            return [paper, entry.startFailures.isEmpty ? "–" : "failed", "–", "–", "0", "0", failed]
        }
        func time(_ seconds: Double?) -> String { seconds.map(Decimals.time) ?? "?" }
        let isBounded = summary.median?.lower != nil || summary.median?.upper != nil
        let interval = isBounded ? "\(time(summary.median?.lower)) – \(time(summary.median?.upper))" : "–"
        return [
            paper, time(summary.median?.seconds), interval, time(summary.p95?.seconds), "\(summary.answered)",
            "\(summary.censored)", "\(summary.failed)",
        ]
    }
}
