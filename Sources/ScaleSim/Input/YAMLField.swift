import Yams

/// A node of a YAML file together with the way to it, so that every complaint names file, line and field.
package struct YAMLField {
    package let node: Node
    /// Keys and indices from the root, for example `service.replicas`; empty for the root.
    package let path: String
    package let file: String

    /// The roots of all documents in `text`, which came from `file`.
    package static func documents(in text: String, file: String) throws(ScaleSimError) -> [YAMLField] {
        var fields: [YAMLField] = []
        do {
            // The sequence ends at a fault and keeps it.
            var nodes = try Yams.compose_all(yaml: text)
            while let node = nodes.next() { fields.append(YAMLField(node: node, path: "", file: file)) }
            if let error = nodes.error { throw error }
        } catch let error as YamlError {
            throw ScaleSimError(.badInput, error.problem, at: .init(file: file, line: error.line))
        } catch {
            throw ScaleSimError(.badInput, "not YAML: \(error)", at: .init(file: file))
        }
        return fields
    }

    package func child(_ key: String, _ node: Node) -> YAMLField {
        YAMLField(node: node, path: path.isEmpty ? key : "\(path).\(key)", file: file)
    }

    /// An error at this field that says what was expected and what is there.
    package func expected(_ expectation: String) -> ScaleSimError {
        wrong("expected \(expectation), found \(found)")
    }

    package func wrong(_ complaint: String) -> ScaleSimError {
        ScaleSimError(
            .badInput, path.isEmpty ? complaint : "\(path): \(complaint)",
            at: .init(file: file, line: node.mark?.line))
    }

    private var found: String {
        switch node {
        case .scalar(let scalar): isEmpty ? "nothing" : "`\(scalar.string.prefix(40))`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Whether the field is present but has no value (`policy:`).
    private var isEmpty: Bool {
        if case .scalar = node { return node.null != nil }
        return false
    }
}

/// A mapping whose keys have all been checked against what is known there.
package struct YAMLMapping {
    package let field: YAMLField
    /// In the order of the file.
    package let entries: [(key: String, value: YAMLField)]

    package func optional(_ key: String) -> YAMLField? { entries.first { $0.key == key }?.value }

    package func required(_ key: String) throws(ScaleSimError) -> YAMLField {
        guard let value = optional(key) else { throw field.wrong("the key `\(key)` is missing") }
        return value
    }
}

extension YAMLField {
    /// This field as a mapping.
    ///
    /// - Parameters:
    ///   - known: a key outside of these is refused with the nearest of them; nil allows any key.
    ///   - unsupported: keys that the format has and this reader does not; refused under their own name.
    package func mapping(known: [String]?, unsupported: [String] = []) throws(ScaleSimError) -> YAMLMapping {
        guard case .mapping(let mapping) = node else { throw expected("a mapping") }
        var entries: [(key: String, value: YAMLField)] = []
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else { throw expected("keys that are plain words") }
            let key = scalar.string
            if unsupported.contains(key) {
                throw child(key, keyNode).wrong("is not supported; remove it, or do without this file")
            }
            if let known, !known.contains(key) {
                throw child(key, keyNode).wrong(
                    "unknown key; did you mean `\(Spelling.nearest(to: key, among: known))`?")
            }
            entries.append((key, child(key, value)))
        }
        return YAMLMapping(field: self, entries: entries)
    }

    package func list() throws(ScaleSimError) -> [YAMLField] {
        guard case .sequence(let sequence) = node else { throw expected("a list") }
        return sequence.enumerated().map { index, node in
            YAMLField(node: node, path: "\(path)[\(index)]", file: file)
        }
    }

    /// The text of a scalar; `4` and `true` are the texts they are written as.
    package func string() throws(ScaleSimError) -> String {
        guard case .scalar(let scalar) = node, !isEmpty else { throw expected("a text") }
        return scalar.string
    }

    /// One of a few words.
    package func word<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(ScaleSimError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try string()) else {
            throw expected("one of \(Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))")
        }
        return choice
    }

    package func integer(in range: ClosedRange<Int>) throws(ScaleSimError) -> Int {
        guard let value = Int(try string()), range.contains(value) else {
            throw expected("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    package func number(in range: ClosedRange<Double>) throws(ScaleSimError) -> Double {
        guard let value = Double(try string()), range.contains(value) else {
            throw expected("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A duration with its unit: `250ms`, `1.5s`, `2min`.
    package func duration(in range: ClosedRange<Double>) throws(ScaleSimError) -> SimTime {
        guard let seconds = Quantity.seconds(try string()), range.contains(seconds) else {
            throw expected(
                "a duration with its unit (250ms, 60s, 5min) from \(range.lowerBound) to \(range.upperBound) seconds")
        }
        return SimTime(seconds: seconds)
    }

    /// A positive quantity as Kubernetes writes them (`250m`, `0.5`, `2k`), in thousandths, rounded up.
    package func milliQuantity() throws(ScaleSimError) -> Int {
        guard let quantity = Quantity.kubernetes(try string()), quantity > 0, let milli = Quantity.milli(quantity)
        else {
            throw expected("a positive Kubernetes quantity such as 250m, 0.5 or 2k")
        }
        return milli
    }

    /// A Kubernetes quantity of at least 0, such as `0.05` or `50m`.
    package func ratio() throws(ScaleSimError) -> Double {
        guard let quantity = Quantity.kubernetes(try string()), quantity >= 0 else {
            throw expected("a Kubernetes quantity of at least 0, such as 0.05")
        }
        return Quantity.double(quantity)
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
            "the key `\(keys.joined(separator: "`, `"))` occurs twice"
        default: "not YAML: \(self)"
        }
    }
}
