import Foundation

extension TemporaryDirectory {
    /// Path of the file `name` in this directory, which need not exist.
    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// Files of this package that tests read where they lie.
enum Repository {
    static func file(_ path: String, from source: String = #filePath) -> String {
        URL(fileURLWithPath: source).deletingLastPathComponent().appendingPathComponent("../../\(path)")
            .standardizedFileURL.path
    }
}
