import BootProbe
import Foundation
import Profiles

/// One of the Tables 1 to 3 with what was measured here beside it, or the table of our own unikernel.
package struct ComparedTable: Encodable, Sendable {
    package enum Cell: Sendable, Equatable {
        case number(Double)
        /// Nothing to measure: an image must be supplied, or the host lacks something.
        case absent
        case failed
        /// The paper has no such figure.
        case none
    }

    package struct Column: Encodable, Sendable, Equatable {
        package var system: PaperSystem
        package var isPublished: Bool
    }

    package struct Row: Encodable, Sendable {
        package var name: String
        /// In the order of the columns.
        package var cells: [Cell]
    }

    /// Nil for the table of our own unikernel.
    package var number: Int?
    package var title: String
    package var service: PaperService
    package var columns: [Column]
    package var rows: [Row]
    /// What is to be known before figures are compared.
    package var remarks: [String]
    /// What fills the columns that are absent.
    package var supplies: [String]
    /// Why columns that could have been measured were not.
    package var failures: [String]

    /// The paper's table of `service`, each of its columns followed by what stands for it here, then ours alone.
    package init(_ published: PaperTables.Throughput, _ results: PaperResults, systems: [PaperSystem]) {
        let entries = results.entries.filter { $0.service == published.service }
        let ordered =
            published.systems.compactMap { key in systems.first { $0.key == key } }
            + systems.filter { !published.systems.contains($0.key) }
        let columns = ordered.flatMap { system in
            let own = [Column(system: system, isPublished: false)]
            return published.systems.contains(system.key) ? [Column(system: system, isPublished: true)] + own : own
        }
        rows = published.rows.map { row in
            Row(
                name: row.name,
                cells: columns.map { column in
                    guard column.isPublished else {
                        return Cell(row.name, of: entries.first { $0.system == column.system })
                    }
                    return published.value(row.name, of: column.system.key).map(Cell.number) ?? .none
                })
        }
        self.columns = columns
        number = published.number
        title = "Table \(published.number). \(published.title)"
        service = published.service
        supplies = entries.supplies
        failures = entries.failures
        remarks = PaperRemarks(published, results, entries).all
    }

    /// What our own unikernel answers; nil where it is absent.
    package init(beacon results: PaperResults) {
        let entries = results.entries.filter { $0.service == .beacon }
        columns = entries.map { Column(system: $0.system, isPublished: false) }
        rows = (PaperRow.pings + PaperRow.ofApacheBench).map { row in
            Row(name: row, cells: entries.map { Cell(row, of: $0) })
        }
        title = "Beside the paper: beacon, our own unikernel, under the same load"
        service = .beacon
        supplies = entries.supplies
        failures = entries.failures
        remarks = PaperRemarks.ofBeacon(entries)
    }
}

extension ComparedTable.Cell {
    init(_ row: String, of entry: PaperEntry?) {
        guard let entry, entry.absence == nil else {
            self = .absent
            return
        }
        let sound = entry.loadRuns.filter(\.isSound)
        self = PaperRow.value(row, in: sound).map(Self.number) ?? .failed
    }
}

extension ComparedTable.Cell: Encodable {
    /// A number, or the word for what stands in its place.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let value): try container.encode(value)
        case .absent: try container.encode("absent")
        case .failed: try container.encode("failed")
        case .none: try container.encodeNil()
        }
    }
}

extension [PaperEntry] {
    /// What to supply for those that are absent, each sentence once.
    var supplies: [String] {
        compactMap { entry in entry.absence.map { "\(entry.name): \($0)" } }
    }

    /// Why those that are there have no figures, or not all.
    var failures: [String] {
        compactMap { entry in
            if let failure = entry.loadFailure { return "\(entry.name) could not be loaded: \(failure)" }
            guard let run = entry.loadRuns.first(where: { !$0.isSound }) else { return nil }
            return "\(entry.name): \(run.failed) of \(run.requests) requests failed, so that its rate is that of errors"
        }
    }
}

extension PaperEntry {
    /// `redis on Rumprun`, `vote as VM`.
    var name: String {
        if let own = system.own { return "\(service.rawValue) as \(own.label)" }
        return "\(service.rawValue) on \(system.published ?? system.key)"
    }
}
