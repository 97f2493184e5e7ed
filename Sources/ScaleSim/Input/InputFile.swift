import Foundation

/// Reads whole files that users wrote, within bounds.
package enum InputFile {
    /// The text of the file at `path`.
    ///
    /// - Parameter maximumBytes: larger files are refused; bounds what a wrong file can cost.
    package static func text(of path: String, maximumBytes: Int = 1 << 20) throws(ScaleSimError) -> String {
        guard let text = String(data: try data(of: path, maximumBytes: maximumBytes), encoding: .utf8) else {
            throw ScaleSimError(.badInput, "not UTF-8 text", at: .init(file: path))
        }
        return text
    }

    package static func data(of path: String, maximumBytes: Int) throws(ScaleSimError) -> Data {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ScaleSimError(.noInput, "no such file, or not readable", at: .init(file: path))
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
        } catch {
            throw ScaleSimError(.noInput, "cannot be read: \(error)", at: .init(file: path))
        }
        guard data.count <= maximumBytes else {
            throw ScaleSimError(.badInput, "larger than \(maximumBytes) bytes", at: .init(file: path))
        }
        return data
    }

    /// `path` as seen from the directory of the file `file`; an absolute path stays as it is.
    package static func resolve(_ path: String, beside file: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
    }
}
