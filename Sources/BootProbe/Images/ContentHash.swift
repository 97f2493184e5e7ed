/// Names what is built from given inputs: the same inputs, the same hash.
package struct ContentHash: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let hexadecimal: String

    /// The first twelve digits, for file names and image tags.
    package var short: String { String(hexadecimal.prefix(12)) }

    package var description: String { hexadecimal }
}

/// Collects named fields into a `ContentHash`.
///
/// Each field is framed by its length, so that no two different sequences of fields feed the same bytes.
package struct ContentHasher {
    private var digest = SHA256()

    package init() {}

    package mutating func add(_ name: String, _ value: String) {
        add(name, Array(value.utf8))
    }

    package mutating func add(_ name: String, _ values: [String]) {
        add(name, "\(values.count)")
        for value in values { add(name, value) }
    }

    package mutating func add(_ name: String, _ bytes: [UInt8]) {
        digest.update(Array("\(name.utf8.count):\(name):\(bytes.count):".utf8))
        digest.update(bytes)
    }

    package consuming func finish() -> ContentHash {
        let digits = digest.finish().flatMap { [$0 >> 4, $0 & 15] }.map { String($0, radix: 16) }
        return ContentHash(hexadecimal: digits.joined())
    }
}
