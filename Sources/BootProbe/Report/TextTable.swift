/// Rows in aligned columns, for people: words from the left, numbers to the right.
package struct TextTable: Sendable {
    private var rows: [[String]] = []
    /// Which columns are set right.
    private let numbers: [Bool]
    private let indent: Int

    /// - Parameters:
    ///   - numbers: Which columns are set right; all but the first when left out.
    ///   - indent: Blanks before each line.
    package init(header: [String], numbers: [Bool]? = nil, indent: Int = 0) {
        self.init(numbers: numbers ?? header.indices.map { $0 > 0 }, indent: indent)
        append(header)
    }

    /// - Parameter rows: the first is the heading.
    package init(_ rows: [[String]], numbers: [Bool]? = nil) {
        self.init(header: rows[0], numbers: numbers)
        for row in rows.dropFirst() { append(row) }
    }

    /// Without a heading.
    package init(numbers: [Bool], indent: Int = 0) {
        self.numbers = numbers
        self.indent = indent
    }

    package mutating func append(_ row: [String]) {
        precondition(row.count == numbers.count)
        rows.append(row)
    }

    /// Lines end without blanks.
    package var text: String {
        let widths = numbers.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let margin = String(repeating: " ", count: indent)
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                cell.padded(to: widths[column], onLeft: numbers[column])
            }
            return (margin + cells.joined(separator: "  ")).withoutTrailingBlanks
        }.joined(separator: "\n")
    }
}
