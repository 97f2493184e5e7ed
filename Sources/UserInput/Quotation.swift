extension StringProtocol {
    /// The text on one line: control characters, which a terminal obeys, are spelt out.
    package var onOneLine: String {
        var text = ""
        for scalar in unicodeScalars {
            text += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return text
    }

    /// The text as messages show it: in backticks, on one line, its beginning only where it is long.
    package var quoted: String { "`\(prefix(40).onOneLine)`" }
}
