import Yams

/// A node of a YAML file together with the way to it, so that every complaint names file, line and field.
///
/// `Failure` is the error type of the library that reads, which is thus thrown typed.
package struct YAMLField<Failure: InputFailure> {
    package let node: Node
    /// Keys and indices from the root, for example `service.replicas`; empty for the root.
    package let path: String
    package let file: String

    /// The roots of all documents in `text`, which came from `file`.
    package static func documents(in text: String, file: String) throws(Failure) -> [YAMLField] {
        guard !YAMLAliases.areTooMany(in: text) else {
            throw Failure(
                badInput: "more than \(YAMLAliases.limit) aliases (*name); write out what they stand for", file: file,
                line: nil)
        }
        var fields: [YAMLField] = []
        do {
            // The sequence ends at a fault and keeps it.
            var nodes = try Yams.compose_all(yaml: text)
            while let node = nodes.next() { fields.append(YAMLField(node: node, path: "", file: file)) }
            if let error = nodes.error { throw error }
        } catch let error as YamlError {
            throw Failure(badInput: error.problem, file: file, line: error.line)
        } catch {
            throw Failure(badInput: "not YAML: \(error)", file: file, line: nil)
        }
        return fields
    }

    package func child(_ key: String, _ node: Node) -> YAMLField {
        let name = key.prefix(60).onOneLine
        return YAMLField(node: node, path: path.isEmpty ? name : "\(path).\(name)", file: file)
    }

    /// An error at this field that says what was expected and what is there.
    package func expected(_ expectation: String) -> Failure {
        wrong("expected \(expectation), found \(found)")
    }

    package func wrong(_ complaint: String) -> Failure {
        Failure(
            badInput: path.isEmpty ? complaint : "\(path): \(complaint)", file: file, line: node.mark?.line)
    }

    private var found: String {
        switch node {
        case .scalar(let scalar): isEmpty ? "nothing" : scalar.string.quoted
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Whether both hold the same, wherever they stand.
    package func hasSameContent(as other: YAMLField) -> Bool { node == other.node }

    package var isList: Bool {
        if case .sequence = node { return true }
        return false
    }

    package var isMapping: Bool {
        if case .mapping = node { return true }
        return false
    }

    /// Whether the field is present but has no value (`policy:`).
    package var isEmpty: Bool {
        if case .scalar = node { return node.null != nil }
        return false
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _),
            .reader(let problem, _, _, _):
            "not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            "the key \(keys.prefix(3).map { String(describing: $0).quoted }.joined(separator: ", ")) occurs twice"
        default: "not YAML: \(self)"
        }
    }
}
