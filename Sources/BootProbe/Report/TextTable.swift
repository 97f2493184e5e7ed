/// Rows in aligned columns, for people.
package struct TextTable: Sendable {
    private var rows: [[String]]

    package init(header: [String]) { rows = [header] }

    package mutating func append(_ row: [String]) {
        precondition(row.count == rows[0].count)
        rows.append(row)
    }

    /// The first column is set left, the others, which hold numbers, right; lines end without blanks.
    package var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let line = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
