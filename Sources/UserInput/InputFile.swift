import Foundation
import Glibc

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

    /// The content of the regular file at `path`; a directory, a device or a pipe is none.
    package static func data(of path: String, maximumBytes: Int) throws(Failure) -> Data {
        // Without blocking: the open of a named pipe waits for a writer, who may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(noInput: "no such file, or not readable", file: path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(noInput: "not a regular file", file: path)
        }
        return try content(of: handle, called: path, maximumBytes: maximumBytes)
    }

    /// All of standard input, whatever that is.
    package static func standardInput(maximumBytes: Int) throws(Failure) -> Data {
        try content(of: .standardInput, called: "standard input", maximumBytes: maximumBytes)
    }

    private static func content(
        of handle: FileHandle, called name: String, maximumBytes: Int
    ) throws(Failure) -> Data {
        let data: Data
        do {
            data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
        } catch {
            throw Failure(noInput: "cannot be read: \(error)", file: name)
        }
        guard data.count <= maximumBytes else {
            throw Failure(badInput: "larger than \(maximumBytes / 1024) KiB", file: name, line: nil)
        }
        return data
    }

    /// `path` as seen from the directory of the file `file`; an absolute path stays as it is.
    package static func resolve(_ path: String, beside file: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
    }
}
