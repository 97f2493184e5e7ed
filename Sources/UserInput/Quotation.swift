extension StringProtocol {
    /// The text on one line: what a terminal obeys or breaks a line at is spelt out, and so are the signs that turn the
    /// direction of writing.
    package var onOneLine: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The text as messages show it: in backticks, on one line, its beginning only where it is long.
    package var quoted: String { "`\(prefix(40).onOneLine)`" }
}
