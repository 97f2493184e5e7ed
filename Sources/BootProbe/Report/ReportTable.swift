import Profiles
import UserInput

/// A table of results that is given once, and printed as text, Markdown, CSV or HTML.
///
/// People and programs read different tables: people a few columns with rounded numbers and units, programs one value a
/// column in full precision, under a name that tells its unit.
package struct ReportTable: Sendable {
    package typealias Value = TrialTable.Cell

    /// What one column holds of a row.
    package struct Column<Row> {
        /// For people; nil for a column that programs alone get.
        var title: String?
        /// For programs: snake_case, with the unit; one for each value of a cell, none for a column for people alone.
        var fields: [String]
        var isNumber: Bool
        var cell: (Row) -> Cell
    }

    package struct Cell: Sendable {
        var shown: String
        var values: [Value]
    }

    struct Heading: Sendable {
        var title: String?
        var fields: [String]
        var isNumber: Bool
    }

    let headings: [Heading]
    let rows: [[Cell]]

    package init<Row>(_ rows: [Row], columns: [Column<Row>]) {
        headings = columns.map { Heading(title: $0.title, fields: $0.fields, isNumber: $0.isNumber) }
        self.rows = rows.map { row in
            columns.map { column in
                let cell = column.cell(row)
                precondition(cell.values.count >= column.fields.count)
                return cell
            }
        }
    }
}

extension ReportTable.Column {
    /// Words, set left.
    package static func text(_ title: String?, _ fields: String..., cell: @escaping (Row) -> ReportTable.Cell) -> Self {
        Self(title: title, fields: fields, isNumber: false, cell: cell)
    }

    /// Numbers, set right.
    package static func number(
        _ title: String?, _ fields: String..., cell: @escaping (Row) -> ReportTable.Cell
    ) -> Self {
        Self(title: title, fields: fields, isNumber: true, cell: cell)
    }
}

extension ReportTable.Cell {
    package static func text(_ text: String?) -> Self {
        Self(shown: text ?? "–", values: [text.map { .text($0) } ?? .none])
    }

    /// An image on a technology under a condition, `vote as container` or `vote as VM (TCG), cold`: six values, of which
    /// a column may name the first three alone.
    package static func target(
        _ image: String, _ technology: Technology, _ accelerator: Accelerator = .none,
        _ condition: LaunchCondition = .standard
    ) -> Self {
        let guest = accelerator == .none ? "" : " (\(accelerator.rawValue.uppercased()))"
        let circumstances = condition == .standard ? "" : ", \(condition)"
        return Self(
            shown: "\(image) as \(technology.label)\(guest)\(circumstances)",
            values: [
                .text(image), .text(technology.rawValue), .text(accelerator.rawValue), .text(condition.cache.rawValue),
                .integer(Int64(condition.concurrent)), .integer(Int64(condition.resident)),
            ])
    }

    package static func count(_ number: Int) -> Self { Self(shown: "\(number)", values: [.integer(Int64(number))]) }

    /// With three digits after the point; a dash for what is unknown.
    package static func number(_ number: Double?) -> Self { number.map { Self(Decimals.three($0), $0) } ?? unknown }

    /// A second, shown with three significant digits or more: `12.3`, `1941`.
    package static func rate(_ perSecond: Double?) -> Self {
        perSecond.map { Self($0 < 100 ? Decimals.one($0) : Decimals.whole($0), $0) } ?? unknown
    }

    /// Seconds, shown in the unit that suits them.
    package static func time(_ seconds: Double?) -> Self { seconds.map { Self(Decimals.time($0), $0) } ?? unknown }

    /// A share from 0 to 1, shown in per cent.
    package static func share(_ share: Double) -> Self { Self("\(Decimals.one(share * 100)) %", share) }

    /// Two bounds in seconds; a question mark for a side that is not bounded, a dash where neither is.
    package static func interval(_ lower: Double?, _ upper: Double?) -> Self {
        range(lower, upper, Decimals.time)
    }

    /// Two bounds of a number without a unit.
    package static func bounds(_ lower: Double?, _ upper: Double?) -> Self {
        range(lower, upper, Decimals.three)
    }

    private static func range(_ lower: Double?, _ upper: Double?, _ text: (Double) -> String) -> Self {
        guard lower != nil || upper != nil else { return Self(shown: "–", values: [.none, .none]) }
        let shown = [lower, upper].map { $0.map(text) ?? "?" }.joined(separator: " – ")
        return Self(shown: shown, values: [lower, upper].map { $0.map { .number($0) } ?? .none })
    }

    /// Several numbers, shown with commas.
    package static func counts(_ numbers: [Int]) -> Self {
        Self(shown: numbers.map(String.init).joined(separator: ", "), values: numbers.map { .integer(Int64($0)) })
    }

    private static let unknown = Self(shown: "–", values: [.none])

    private init(_ shown: String, _ value: Double) { self.init(shown: shown, values: [.number(value)]) }
}

// MARK: Rendering

extension ReportTable {
    /// Aligned columns for a terminal.
    package var text: String {
        let columns = shownColumns
        var table = TextTable(
            header: columns.map { headings[$0].title ?? "" }, numbers: columns.map { headings[$0].isNumber })
        for row in rows { table.append(columns.map { row[$0].shown.onOneLine }) }
        return table.text
    }

    /// A table of GitHub Flavored Markdown (its specification, section 4.10).
    package var markdown: String {
        let columns = shownColumns
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = [
            line(columns.map { (headings[$0].title ?? "").escapedForMarkdown }),
            line(columns.map { headings[$0].isNumber ? "--:" : "---" }),
        ]
        return (head + rows.map { row in line(columns.map { row[$0].shown.escapedForMarkdown }) })
            .joined(separator: "\n")
    }

    /// RFC 4180 with a header, lines ended by line feeds; numbers as they were measured.
    package var csv: String {
        let records = [headings.flatMap(\.fields).map { Value.text($0) }] + rows.map(values)
        return records.map { $0.map(\.csv).joined(separator: ",") + "\n" }.joined()
    }

    private func values(of row: [Cell]) -> [Value] {
        zip(headings, row).flatMap { heading, cell in cell.values.prefix(heading.fields.count) }
    }

    private var shownColumns: [Int] { headings.indices.filter { headings[$0].title != nil } }
}

extension HTML {
    /// `table` with a caption; columns of numbers are aligned to the right.
    package static func table(caption: String, _ table: ReportTable) -> HTML {
        let columns = table.headings.indices.filter { table.headings[$0].title != nil }
        return .table(
            caption: caption,
            columns: columns.map { column in
                TableColumn(title: table.headings[column].title ?? "", isNumber: table.headings[column].isNumber)
            },
            rows: table.rows.map { row in columns.map { .text(row[$0].shown) } })
    }
}

extension String {
    /// Text that GitHub shows as it is within a cell of a table.
    package var escapedForMarkdown: String {
        var text = ""
        for character in self {
            switch character {
            case "\\", "|", "`", "*", "_", "[", "]": text += "\\\(character)"
            case "<": text += "&lt;"
            case "&": text += "&amp;"
            case _ where character.isNewline: text += "<br>"
            default: text.append(character)
            }
        }
        return text
    }
}
