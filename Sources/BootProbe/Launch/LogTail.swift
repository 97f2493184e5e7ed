import Glibc

/// The end of a text file, for failure messages.
package enum LogTail {
    private static let lines = 40
    private static let bytes = 1 << 14

    /// The last lines of the file at `path`; empty where there is none.
    package static func read(_ path: String) -> String {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return "" }
        return last(file.contents(from: max(0, file.size - bytes)))
    }

    /// The last lines of a text.
    static func last(_ text: [UInt8]) -> String {
        String(decoding: text, as: UTF8.self).split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
