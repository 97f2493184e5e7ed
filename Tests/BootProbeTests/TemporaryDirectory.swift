import Foundation

/// A directory that is removed with this value.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("bootprobe-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ content: String) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: url)
    }
}

/// Files of this package that tests read where they lie.
enum Repository {
    static func file(_ path: String, from source: String = #filePath) -> String {
        URL(fileURLWithPath: source).deletingLastPathComponent().appendingPathComponent("../../\(path)")
            .standardizedFileURL.path
    }
}
