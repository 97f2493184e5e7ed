import Foundation

/// File operations whose failures are worded for the user.
package enum FileSystem {
    package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    package static func createDirectory(_ path: String) throws(BootProbeError) {
        try wording(.cannotCreate, "cannot create the directory \(path)") {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    /// Makes the folder where it is missing, and finds out whether files can be made in it.
    package static func createWritableDirectory(_ path: String) throws(BootProbeError) {
        try createDirectory(path)
        guard unsafe access(path, W_OK | X_OK) == 0 else {
            throw .system("\(path): nothing can be written there", errno, code: .cannotCreate)
        }
    }

    package static func read(_ path: String) throws(BootProbeError) -> [UInt8] {
        try wording(.noInput, "cannot read \(path)") { [UInt8](try Data(contentsOf: URL(filePath: path))) }
    }

    package static func write(_ bytes: [UInt8], to path: String) throws(BootProbeError) {
        try wording(.cannotCreate, "cannot write \(path)") { try Data(bytes).write(to: URL(filePath: path)) }
    }

    package static func move(_ from: String, to: String) throws(BootProbeError) {
        try wording(.cannotCreate, "cannot move \(from) to \(to)") {
            try FileManager.default.moveItem(atPath: from, toPath: to)
        }
    }

    package static func list(_ directory: String) throws(BootProbeError) -> [String] {
        try wording(.noInput, "cannot list \(directory)") {
            try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        }
    }

    /// Removes a file or a directory with all it holds; one that is not there is as good as removed.
    package static func remove(_ path: String) throws(BootProbeError) {
        let url = URL(filePath: path)
        let parent = url.deletingLastPathComponent().path
        if exists(parent) { try TreeRemoval.remove(url.lastPathComponent, in: parent) }
    }

    private static func wording<Result>(
        _ code: BootProbeError.Code, _ message: String, _ body: () throws -> Result
    ) throws(BootProbeError) -> Result {
        do {
            return try body()
        } catch {
            throw BootProbeError(code, message, underlying: error.localizedDescription)
        }
    }
}
