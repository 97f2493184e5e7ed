import UserInput

/// Running text in lines that fit beside tables.
package enum WrappedText {
    /// As wide as the tables of most reports.
    static let width = 110

    /// Lines of at most `width` characters, broken at blanks; a longer word has a line of its own.
    static func lines(_ text: String, width: Int = Self.width) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.isEmpty ? [""] : lines
    }

    /// `text` as an item of a list, in such lines.
    package static func item(_ text: String) -> String {
        "  - " + lines(text.onOneLine, width: width - 4).joined(separator: "\n    ")
    }

    /// `text` in such lines.
    package static func paragraph(_ text: String) -> String { lines(text.onOneLine).joined(separator: "\n") }

    /// `text` in such lines, all but the first set in by four blanks.
    static func text(_ text: String) -> String { lines(text, width: width - 4).joined(separator: "\n    ") }
}
