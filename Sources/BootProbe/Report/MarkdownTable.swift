/// A table in Markdown whose cells are plain text.
package enum MarkdownTable {
    /// - Parameter rows: the first is the heading.
    package static func text(_ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let escaped = rows.map { $0.map(\.escapedForMarkdown) }
        return ([line(escaped[0]), line(rows[0].map { _ in "---" })] + escaped.dropFirst().map(line))
            .joined(separator: "\n")
    }
}
