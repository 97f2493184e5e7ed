/// Running text in lines that fit beside tables.
enum WrappedText {
    /// As wide as the tables of most reports.
    static let width = 110

    /// `text` broken between words, all lines but the first set in by four blanks.
    static func text(_ text: String) -> String {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append("    \(word)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
