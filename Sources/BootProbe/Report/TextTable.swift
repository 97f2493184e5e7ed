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
            let line = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return numbers[column] ? padding + cell : cell + padding
            }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
