import Foundation

/// A folder that holds a host's `/proc`, `/sys` and `/etc`: `/` itself, or copies of another host's for tests.
package struct HostFolder: Sendable {
    private let root: String

    package init(_ root: String = "/") { self.root = root == "/" ? "" : root }

    /// The content of a file without white space around it; nil where it is missing or unreadable, as much of `/sys` is
    /// in a virtual machine.
    func text(_ path: String) -> String? {
        (try? LinuxFacts.text(root + path))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func integer(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

    /// Names in a directory in the order of their text; none where it cannot be read.
    func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root + path)) ?? []).sorted()
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }
}
