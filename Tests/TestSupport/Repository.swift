import Foundation

/// Files of this package that tests read where they lie.
package enum Repository {
    /// `path` is relative to the package's root.
    package static func file(_ path: String, from source: String = #filePath) -> String {
        URL(filePath: source).deletingLastPathComponent().appending(path: "../../\(path)").standardizedFileURL.path
    }
}
