/// A mapping whose keys have all been checked against what is known there.
package struct YAMLMapping<Failure: InputFailure> {
    package let field: YAMLField<Failure>
    /// In the order of the file.
    package let entries: [(key: String, value: YAMLField<Failure>)]

    package func optional(_ key: String) -> YAMLField<Failure>? { entries.first { $0.key == key }?.value }

    /// As `optional`, with `null` for what is missing: what programs print has it.
    package func given(_ key: String) -> YAMLField<Failure>? {
        guard let field = optional(key), !field.isEmpty else { return nil }
        return field
    }

    package func required(_ key: String) throws(Failure) -> YAMLField<Failure> {
        guard let value = optional(key) else { throw field.wrong("the key `\(key)` is missing") }
        return value
    }
}
