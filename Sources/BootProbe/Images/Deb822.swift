/// Debian's control-file syntax (deb822(5)): stanzas of `Name: value` fields, apart by empty lines.
enum Deb822 {
    struct Field: Equatable {
        var name: String
        /// As written after the colon, with its continuation lines.
        var value: String
    }

    static func stanzas(_ text: String) -> [[Field]] {
        var stanzas: [[Field]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                stanzas.append([])
            } else if line.hasPrefix("#") {
                continue
            } else if line.first!.isWhitespace, let last = stanzas[stanzas.count - 1].indices.last {
                stanzas[stanzas.count - 1][last].value += "\n\(line)"
            } else if let colon = line.firstIndex(of: ":") {
                let value = String(line[line.index(after: colon)...])
                stanzas[stanzas.count - 1].append(Field(name: String(line[..<colon]), value: value))
            }
        }
        return stanzas.filter { !$0.isEmpty }
    }

    /// The words of a field, or none where it is missing.
    static func words(_ fields: [Field], _ name: String) -> [String] {
        guard let field = fields.first(where: { $0.name.lowercased() == name.lowercased() }) else { return [] }
        return field.value.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
