import Foundation
import Profiles
import UserInput

/// Reads times to readiness, one a row, from comma-separated values.
package struct TimesCSV: Sendable {
    package enum Unit: String, Sendable, CaseIterable {
        case seconds = "s"
        case milliseconds = "ms"

        fileprivate var perSecond: Double { self == .seconds ? 1 : 1000 }
    }

    /// Name of the column that holds the times; nil where there is one column only, with a header or without.
    package var column: String?
    package var unit: Unit
    /// Name of the column that says whether a start was given up at its time; nil where all became ready.
    package var censoringColumn: String?

    package init(column: String? = nil, unit: Unit = .seconds, censoringColumn: String? = nil) {
        self.column = column
        self.unit = unit
        self.censoringColumn = censoringColumn
    }

    /// - Parameter path: `-` is standard input.
    package func read(
        contentsOf path: String, image: String, technology: Technology
    ) throws(BootProbeError) -> ImportedTrials {
        try parse([UInt8](try ImportFile.data(of: path)), file: path, image: image, technology: technology)
    }

    /// Reads `bytes`, which stand for the content of `file`.
    package func parse(
        _ bytes: [UInt8], file: String, image: String, technology: Technology
    ) throws(BootProbeError) -> ImportedTrials {
        var rows = CSVRows(bytes, file: file)
        guard let first = try rows.next() else {
            throw BootProbeError(badInput: "the file is empty; expected a column of times", file: file, line: nil)
        }
        let places = try places(in: first, file: file)
        var trials = ImportedTrials(image: image, technology: technology, source: source(places, in: first))
        var row = places.firstRowIsData ? first : try rows.next()
        while let current = row {
            if let outcome = try outcome(of: current, places, file: file) {
                trials.append(ImportedTrial(outcome: outcome))
            } else {
                trials.leaveOut("no time in the row")
            }
            row = try rows.next()
        }
        guard !trials.trials.isEmpty else {
            throw BootProbeError(badInput: "holds no time, only a header", file: file, line: first.line)
        }
        return trials
    }

    /// Where the columns are.
    private struct Places {
        var time: Int
        var mark: Int?
        var firstRowIsData: Bool
        var width: Int
    }

    private func places(in first: CSVRows.Row, file: String) throws(BootProbeError) -> Places {
        func place(of name: String, _ option: String) throws(BootProbeError) -> Int {
            let found = first.cells.indices.filter { first.cells[$0] == name }
            guard found.count <= 1 else {
                throw BootProbeError(badInput: "several columns are called `\(name)`", file: file, line: first.line)
            }
            guard let place = found.first else {
                let known = first.cells.map { $0.prefix(60).onOneLine }
                throw BootProbeError(
                    badInput: "\(option): no column `\(name)`; \(Spelling.suggestion(for: name, among: known))",
                    file: file, line: first.line)
            }
            return place
        }
        let mark = try censoringColumn.map { name throws(BootProbeError) in try place(of: name, "--censored") }
        if let column {
            return Places(
                time: try place(of: column, "--column"), mark: mark, firstRowIsData: false, width: first.cells.count)
        }
        let others = first.cells.indices.filter { $0 != mark }
        guard others.count == 1 else {
            throw BootProbeError(
                badInput: "has \(first.cells.count) columns; name the one with the times by --column", file: file,
                line: first.line)
        }
        let isData = mark == nil && Quantity.decimal(first.cells[others[0]].trimmingCharacters(in: .whitespaces)) != nil
        return Places(time: others[0], mark: mark, firstRowIsData: isData, width: first.cells.count)
    }

    private func source(_ places: Places, in first: CSVRows.Row) -> String {
        let name = places.firstRowIsData ? "" : ", column \(first.cells[places.time].quoted)"
        return "times in \(unit == .seconds ? "seconds" : "milliseconds") of a CSV file\(name)"
    }

    /// Nil for a row without a time.
    private func outcome(
        of row: CSVRows.Row, _ places: Places, file: String
    ) throws(BootProbeError) -> ImportedTrial.Outcome? {
        guard row.cells.count == places.width else {
            throw BootProbeError(
                badInput: "expected as many cells as in the first row, \(places.width), found \(row.cells.count)",
                file: file, line: row.line)
        }
        let text = row.cells[places.time].trimmingCharacters(in: .whitespaces)
        if text.isEmpty { return nil }
        guard let value = Quantity.decimal(text[...]), value <= Self.maximumSeconds * unit.perSecond else {
            throw BootProbeError(
                badInput:
                    "expected a time of at least 0 in \(unit.rawValue), such as 0.347, found \(text.quoted)",
                file: file, line: row.line)
        }
        let seconds = value / unit.perSecond
        guard let mark = places.mark, try isSet(row.cells[mark], row, file: file) else {
            return .answered(lower: seconds, upper: seconds)
        }
        return .censored(after: seconds)
    }

    /// Thirty years; longer times are a wrong unit, or no times.
    private static let maximumSeconds = 1e9

    private func isSet(_ cell: String, _ row: CSVRows.Row, file: String) throws(BootProbeError) -> Bool {
        switch cell.trimmingCharacters(in: .whitespaces).lowercased() {
        case "1", "true", "yes": return true
        case "", "0", "false", "no": return false
        default:
            throw BootProbeError(
                badInput: "expected 1 or 0, true or false, yes or no as the mark, found \(cell.quoted)",
                file: file, line: row.line)
        }
    }
}
