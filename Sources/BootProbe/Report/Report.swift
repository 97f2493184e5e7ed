import UserInput

/// Results that a command prints: for people and for programs, all from one description.
package protocol Report: Encodable {
    /// What the results are of, in a line; nil where the table tells it.
    var title: String? { get }
    var table: ReportTable { get }
    /// What is to be said about single rows: failures, warnings.
    var remarks: [String] { get }
    /// For a terminal; title, table and remarks, where a report has no better way.
    var text: String { get }
}

extension Report {
    package var title: String? { nil }
    package var remarks: [String] { [] }

    package var text: String {
        ((title.map { [$0] } ?? []) + [table.text] + remarks.map { WrappedText.text($0.onOneLine) }).joined(
            separator: "\n")
    }

    /// For a README, an issue or a pull request.
    package var markdown: String {
        let remarks = remarks.map { "- \($0.escapedForMarkdown)" }.joined(separator: "\n")
        return [title?.escapedForMarkdown, table.markdown, remarks.isEmpty ? nil : remarks].compactMap(\.self)
            .joined(separator: "\n\n")
    }
}
