import Foundation

/// Reads whole files that users wrote, within bounds.
package enum InputFile<Failure: InputFailure> {
    /// The text of the file at `path`.
    ///
    /// - Parameter maximumBytes: larger files are refused; bounds what a wrong file can cost.
    package static func text(of path: String, maximumBytes: Int = 1 << 20) throws(Failure) -> String {
        guard let text = String(data: try data(of: path, maximumBytes: maximumBytes), encoding: .utf8) else {
            throw Failure(badInput: "not UTF-8 text", file: path, line: nil)
        }
        return text
    }

    package static func data(of path: String, maximumBytes: Int) throws(Failure) -> Data {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(noInput: "no such file, or not readable", file: path)
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
        } catch {
            throw Failure(noInput: "cannot be read: \(error)", file: path)
        }
        guard data.count <= maximumBytes else {
            throw Failure(badInput: "larger than \(maximumBytes / 1024) KiB", file: path, line: nil)
        }
        return data
    }

    /// `path` as seen from the directory of the file `file`; an absolute path stays as it is.
    package static func resolve(_ path: String, beside file: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
    }
}
