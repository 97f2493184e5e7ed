import Yams

extension YAMLField {
    /// This document with another value in one place, as if the file had it there; its reader judges the result.
    ///
    /// - Parameters:
    ///   - path: keys from the root, separated by dots; mappings on the way are made where they are missing.
    ///   - value: in YAML: `4`, `250ms`, `{static: 4}`.
    package func setting(_ path: String, to value: String) throws(Failure) -> YAMLField {
        let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.allSatisfy({ !$0.isEmpty }) else {
            throw wrong("\(path.quoted) is no field; expected keys separated by dots, such as service.replicas")
        }
        guard let node = try YAMLField.documents(in: value, file: file).first?.node else {
            throw wrong("\(path): a value is missing")
        }
        return YAMLField(node: try setting(keys[...], to: node.withoutMarks).node, path: self.path, file: file)
    }

    private func setting(_ keys: ArraySlice<String>, to value: Node) throws(Failure) -> YAMLField {
        guard let key = keys.first else { return YAMLField(node: value, path: path, file: file) }
        guard case .mapping(var mapping) = node else {
            throw wrong("is not a mapping, so it has no field \(key.quoted)")
        }
        let field = child(key, mapping[Node(key)] ?? Node.mapping(Node.Mapping([])))
        mapping[Node(key)] = try field.setting(keys.dropFirst(), to: value).node
        return YAMLField(node: .mapping(mapping), path: path, file: file)
    }
}

extension Node {
    /// The same, from no line of a file: what comes from elsewhere must not be blamed on one.
    fileprivate var withoutMarks: Node {
        switch self {
        case .scalar(let scalar): .scalar(Node.Scalar(scalar.string, scalar.tag, scalar.style))
        case .mapping(let mapping):
            .mapping(
                Node.Mapping(
                    mapping.map { ($0.key.withoutMarks, $0.value.withoutMarks) }, mapping.tag, mapping.style))
        case .sequence(let sequence):
            .sequence(Node.Sequence(sequence.map(\.withoutMarks), sequence.tag, sequence.style))
        case .alias: self
        }
    }
}
