import Foundation

/// A directory that goes with the value.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// - Parameter parent: Where temporary files of the host belong, unless said otherwise.
    package init(in parent: String = FileManager.default.temporaryDirectory.path) throws {
        path = "\(parent)/bootscale-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Path of the file `name` in this directory, which need not exist.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes `text` to `name` and returns its whole path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let parent = URL(filePath: file(name)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    package func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }
}
