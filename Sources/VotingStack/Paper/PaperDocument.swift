import BootProbe
import Foundation
import Profiles

/// The paper's tables beside what was measured, as text, Markdown, JSON and a page.
package struct PaperDocument: Sendable {
    private let results: PaperResults
    private let tables: [ComparedTable]
    private let startUp: StartUpTable
    private let beacon: ComparedTable
    /// Manifests that stand for no column.
    private let ignored: [String]
    private let folder: String

    package init(_ results: PaperResults, images: PaperImages) {
        self.results = results
        let systems = images.systems
        tables = results.published.throughput.map { ComparedTable($0, results, systems: systems) }
        startUp = StartUpTable(results, systems: systems)
        beacon = ComparedTable(beacon: results)
        ignored = images.supplied.ignored
        folder = images.supplied.folder
    }

    /// What each table says, in order.
    private var sections: [Section] {
        tables.map { table in
            Section(
                [table.grouped], table.remarks, table.supplies.map { "To supply: \($0)" }, table.failures,
                PaperBars.specifications(of: table), PaperBars.caption(table))
        } + [
            Section(
                startUp.grouped, startUp.remarks, startUpSupplies, startUp.failures,
                StartUpChart.specifications(of: startUp), StartUpChart.caption),
            Section(
                [beacon.grouped], beacon.remarks, beacon.supplies.map { "To supply: \($0)" }, beacon.failures, [], ""),
        ]
    }

    /// The images of Table 4 are those of Tables 2 and 3, where each is told.
    private var startUpSupplies: [String] {
        startUp.supplies.isEmpty ? [] : ["To supply for what is absent: see Tables 2 and 3"]
    }

    /// Whose numbers these are.
    private var introduction: [String] {
        ["The paper: \(results.published.citation).", PaperRemarks.hosts(results)]
    }

    private struct Section {
        var tables: [GroupedTable]
        var remarks: [String]
        var supplies: [String]
        var failures: [String]
        var charts: [JSONValue]
        var caption: String

        init(
            _ tables: [GroupedTable], _ remarks: [String], _ supplies: [String], _ failures: [String],
            _ charts: [JSONValue], _ caption: String
        ) {
            self.tables = tables
            self.remarks = remarks
            self.supplies = supplies
            self.failures = failures
            self.charts = charts
            self.caption = caption
        }

        var title: String { tables.first?.title ?? "" }

        /// In the order in which they must be read.
        var notes: [String] { failures.map { "FAILED: \($0)" } + remarks + supplies }
    }

    private var ignoredNote: String? {
        ignored.isEmpty
            ? nil : "Ignored in \(folder), being named for no service of the paper: \(ignored.joined(separator: ", "))"
    }
}

// MARK: Terminal and files

extension PaperDocument {
    /// For a terminal of 120 columns.
    package var text: String {
        let parts = sections.map { section in
            (section.tables.map { $0.text() } + section.notes.map { WrappedText.item($0) }).joined(separator: "\n")
        }
        return
            ([introduction.map { WrappedText.paragraph($0) }.joined(separator: "\n")] + parts
            + [ignoredNote.map { WrappedText.item($0) }].compactMap(\.self))
            .joined(separator: "\n\n")
    }

    package var markdown: String {
        let parts = sections.map { section in
            let notes = section.notes.map { "- \($0.escapedForMarkdown)" }.joined(separator: "\n")
            let tables = section.tables.map(\.markdown).joined(separator: "\n\n")
            return "## \(section.title.escapedForMarkdown)\n\n\(tables)\n\n\(notes)"
        }
        let note = ignoredNote.map { [$0.escapedForMarkdown] } ?? []
        return (["# The paper's tables, measured again"] + introduction.map(\.escapedForMarkdown) + parts + note)
            .joined(separator: "\n\n") + "\n"
    }

    /// Writes `paper.json`, in full precision, and `tables.md` into `folder`.
    package func write(to folder: String) throws(BootProbeError) {
        let json: Data
        do {
            json = try JSONFormat.encode(File(tables: tables, startUp: startUp, beacon: beacon, results: results))
        } catch {
            throw BootProbeError(.internalFault, "the results cannot be written as JSON", underlying: "\(error)")
        }
        for (name, data) in [("paper.json", json), ("tables.md", Data(markdown.utf8))] {
            try ResultFile.write(data, to: "\(folder)/\(name)")
        }
    }

    private struct File: Encodable {
        var tables: [ComparedTable]
        var startUp: StartUpTable
        var beacon: ComparedTable
        var results: PaperResults
    }
}

// MARK: Page

extension PaperDocument {
    package var page: ReportPage {
        var page = ReportPage(title: "The paper's tables, measured again")
        page.append(
            .element("h1", "The paper’s tables, measured again"),
            .element("p", class: "lead", .text(introduction.joined(separator: " "))),
            .element(
                "p",
                """
                Each column of the paper stands beside what was measured here: its Ubuntu beside a process, its Ubuntu \
                under KVM beside a Debian guest, and its unikernels and NetBSD beside images that you supply.
                """))
        let warning = PaperRemarks.emulation(results.entries)
        if !warning.isEmpty {
            page.append(.element("div", class: "left-out", .element("p", .text(warning.joined(separator: " ")))))
        }
        for section in sections {
            page.append(.element("h2", .text(section.title)))
            for table in section.tables { page.append(table.html) }
            page.append(.element("ul", class: "note", section.notes.map { .element("li", Self.emphasised($0)) }))
            page.append(charts: section.charts, caption: section.caption)
        }
        if let ignoredNote { page.append(.element("p", class: "note", .text(ignoredNote))) }
        page.append(
            .element("h2", "Where these numbers come from"),
            .facts(results.provenance.facts + [("seed", "\(results.seed)")]),
            .element(
                "p", class: "note",
                "Beside this page: probe.sqlite with every trial and load run, paper.json in full precision, tables.md."
            ))
        return page
    }

    /// What must not be overlooked begins with capitals.
    private static func emphasised(_ note: String) -> HTML {
        let loud = ["NOT COMPARABLE", "FAILED"].first { note.hasPrefix($0) }
        guard let loud else { return .text(note) }
        return .sequence([.element("strong", .text(loud)), .text(String(note.dropFirst(loud.count)))])
    }
}
