import Foundation

/// Files of this package that tests read where they lie.
package enum Repository {
    /// `path` is relative to the package's root; symbolic links in it are not followed.
    package static func file(_ path: String) -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.appending(path: path).path
    }
}
