import UserInput

extension DecodingError {
    /// The field and what is wrong with it, on one line: both may quote the text, which may hold anything.
    var fieldMessage: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.path(context.codingPath + [key])): is missing"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(Self.path(context.codingPath)): \(context.debugDescription.prefix(500).onOneLine)"
        @unknown default: "\(self)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        if keys.isEmpty { return "the file" }
        return keys.map { $0.intValue.map(String.init) ?? $0.stringValue.prefix(60).onOneLine }.joined(separator: ".")
    }
}
