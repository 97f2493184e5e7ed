import Yams

/// A node of a YAML file together with the way to it, so that every complaint names file, line and field.
struct YAMLField {
    let node: Node
    /// Keys and indices from the root, for example `readiness.http.status`; empty for the root.
    let path: String
    let file: String

    /// The root of the first document in `text`, which came from `file`.
    static func root(of text: String, file: String) throws(BootProbeError) -> YAMLField {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw BootProbeError(.badInput, "\(file): the file is empty; expected a mapping")
            }
            return YAMLField(node: node, path: "", file: file)
        } catch let error as BootProbeError {
            throw error
        } catch let error as YamlError {
            throw BootProbeError(.badInput, "\(file)\(error.lineSuffix): \(error.problem)")
        } catch {
            throw BootProbeError(.badInput, "\(file): not YAML", underlying: "\(error)")
        }
    }

    func child(_ key: String, _ node: Node) -> YAMLField {
        YAMLField(node: node, path: path.isEmpty ? key : "\(path).\(key)", file: file)
    }

    /// An error at this field that says what was expected and what is there.
    func expected(_ expectation: String) -> BootProbeError {
        wrong("expected \(expectation), found \(found)")
    }

    func wrong(_ complaint: String) -> BootProbeError {
        let line = node.mark.map { ":\($0.line)" } ?? ""
        let field = path.isEmpty ? "" : " \(path):"
        return BootProbeError(.badInput, "\(file)\(line):\(field) \(complaint)")
    }

    private var found: String {
        switch node {
        case .scalar(let scalar):
            node.null != nil ? "nothing" : "`\(scalar.string.prefix(40))`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Whether the field is present but has no value (`process:`).
    var isEmpty: Bool {
        if case .scalar = node { return node.null != nil }
        return false
    }
}

/// A mapping whose keys have all been checked against what is known there.
struct YAMLMapping {
    let field: YAMLField
    /// In the order of the file.
    let entries: [(key: String, value: YAMLField)]

    func optional(_ key: String) -> YAMLField? { entries.first { $0.key == key }?.value }

    func required(_ key: String) throws(BootProbeError) -> YAMLField {
        guard let value = optional(key) else { throw field.wrong("the key `\(key)` is missing") }
        return value
    }
}

extension YAMLField {
    /// This field as a mapping; an empty field is an empty mapping.
    ///
    /// A key outside of `known` is refused with the known key that is nearest to it; nil allows any key.
    func mapping(known: [String]?) throws(BootProbeError) -> YAMLMapping {
        if isEmpty { return YAMLMapping(field: self, entries: []) }
        guard case .mapping(let mapping) = node else { throw expected("a mapping") }
        var entries: [(key: String, value: YAMLField)] = []
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else { throw expected("keys that are plain words") }
            if let known, !known.contains(scalar.string) {
                throw child(scalar.string, keyNode).wrong(
                    "unknown key; \(Spelling.suggestion(for: scalar.string, among: known))")
            }
            entries.append((scalar.string, child(scalar.string, value)))
        }
        return YAMLMapping(field: self, entries: entries)
    }

    /// This field as a list.
    func list() throws(BootProbeError) -> [YAMLField] {
        guard case .sequence(let sequence) = node else { throw expected("a list") }
        return sequence.enumerated().map { index, node in
            YAMLField(node: node, path: "\(path)[\(index)]", file: file)
        }
    }

    /// The text of a scalar; `4` and `true` are the texts they are written as.
    func string() throws(BootProbeError) -> String {
        guard case .scalar(let scalar) = node, !isEmpty else { throw expected("a text") }
        guard !scalar.string.unicodeScalars.contains("\0") else { throw wrong("a text cannot hold a NUL character") }
        return scalar.string
    }

    /// A text that is as `expectation` says.
    func string(_ expectation: String, where isRight: (String) -> Bool) throws(BootProbeError) -> String {
        let text = try string()
        guard isRight(text) else { throw expected(expectation) }
        return text
    }

    func strings() throws(BootProbeError) -> [String] {
        var texts: [String] = []
        for field in try list() { texts.append(try field.string()) }
        return texts
    }

    func integer(in range: ClosedRange<Int>) throws(BootProbeError) -> Int {
        guard let value = Int(try string()), range.contains(value) else {
            throw expected("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func number(in range: ClosedRange<Double>) throws(BootProbeError) -> Double {
        guard let value = Double(try string()), range.contains(value) else {
            throw expected("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A duration with its unit, in seconds: `500ms`, `30s`, `2min`.
    func seconds(in range: ClosedRange<Double>) throws(BootProbeError) -> Double {
        guard let seconds = Quantity.seconds(try string()), range.contains(seconds) else {
            throw expected(
                "a duration with its unit (500ms, 30s, 2min) from \(range.lowerBound) to \(range.upperBound) seconds")
        }
        return seconds
    }

    /// A size with its unit, in MiB: `512MiB`, `2GiB`.
    func mebibytes(in range: ClosedRange<Int>) throws(BootProbeError) -> Int {
        guard let mebibytes = Quantity.mebibytes(try string()), range.contains(mebibytes) else {
            throw expected(
                "a size in whole MiB or GiB (512MiB, 2GiB) from \(range.lowerBound) to \(range.upperBound) MiB")
        }
        return mebibytes
    }
}

extension YamlError {
    /// `:12`, where the parser knows the line.
    fileprivate var lineSuffix: String {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): ":\(mark.line)"
        case .duplicatedKeysInMapping(_, let context): ":\(context.mark.line)"
        default: ""
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
