import BootProbe
import Foundation
import Testing
import TestSupport

@Suite("Malformed manifests")
struct MalformedManifestTests {
    @Test(
        "are told in one message that names the file and the field, and nothing is launched",
        arguments: MalformedManifest.all)
    func refused(manifest: MalformedManifest) throws {
        let folder = try TemporaryDirectory()
        try Data(manifest.bytes).write(to: URL(filePath: folder.file("page.yaml")))
        let error = try Self.refusal(of: "page.yaml", in: folder)
        #expect(manifest.says.isEmpty || error.contains(manifest.says), "\(error)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("pwned")))
    }

    @Test("are at least 200")
    func count() { #expect(MalformedManifest.all.count >= 200) }

    @Test(
        "that are no files at all are not waited for",
        arguments: ["folder", "pipe", "/dev/zero", "/dev/null", "loop", "gone"])
    func noFiles(name: String) throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
        _ = try Self.refusal(of: name, in: folder)
    }

    @Test("are named by paths that are themselves hostile")
    func hostilePaths() throws {
        let folder = try TemporaryDirectory()
        for name in ["-.yaml", "a b.yaml", "$(touch pwned).yaml", "<a>&\".yaml", String(repeating: "x", count: 5000)] {
            _ = try Self.refusal(of: "./\(name)", in: folder)
        }
    }

    /// The one message about the manifest `name`.
    private static func refusal(of name: String, in folder: TemporaryDirectory) throws -> String {
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let result = try ProductCommand.run(
            ["bootprobe", "measure", name, "--technology", "vm"], in: folder.path, cache: folder.file("cache"),
            seconds: 30)
        #expect((64...78).contains(result.status), "\(result.status) \(result.errors)")
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("bootprobe: \(name)"), "\(result.errors)")
        #expect(result.errors.split(whereSeparator: \.isNewline).count == 1, "\(result.errors)")
        #expect(result.errors.utf8.count < 6000)
        let signs = result.errors.unicodeScalars.map(\.properties.generalCategory)
        #expect(signs.count { [.control, .format].contains($0) } == 1, "the line's end; a terminal would obey others")
        #expect(result.seconds < 10)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
        return result.errors
    }
}
