/// Rows in aligned columns, for people.
package struct TextTable: Sendable {
    private var rows: [[String]]
    private let numbers: [Bool]

    /// - Parameter numbers: Which columns are set right; all but the first when left out.
    package init(header: [String], numbers: [Bool]? = nil) {
        rows = [header]
        self.numbers = numbers ?? header.indices.map { $0 > 0 }
    }

    package mutating func append(_ row: [String]) {
        precondition(row.count == rows[0].count)
        rows.append(row)
    }

    /// Lines end without blanks.
    package var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                cell.padded(to: widths[column], onLeft: numbers[column])
            }.joined(separator: "  ").withoutTrailingBlanks
        }.joined(separator: "\n")
    }
}
