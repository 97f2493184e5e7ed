import Foundation
import TestSupport

/// An image whose program listens as soon as it runs; it needs no tree.
enum StubImage {
    /// Writes the manifest `stub.yaml` into `folder`.
    static func write(to folder: TemporaryDirectory) throws {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(filePath: tests).deletingLastPathComponent().appending(path: "bootprobe-stub").path
        try folder.write(
            "stub.yaml",
            """
            name: stub
            command: ["\(program)", "{address}", "{port}", now]
            port: 8080
            readiness: {http: {path: /, headers: {Connection: close}, matches: ["^bootscale"]}}
            technologies: {process: }

            """)
    }
}
