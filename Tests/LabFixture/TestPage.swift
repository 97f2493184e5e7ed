import BootProbe
import Foundation
import Profiles
import TestSupport

/// A page that shows both options, served by the voting tree's own Flask and Gunicorn.
struct TestPage {
    let store: TreeStore
    private static let phases = [ConsolePattern(name: "listening", text: "Listening at")]

    private let application: String
    /// Console texts that end a trial as failed.
    private let fatal: [String]

    init(cache: String, fatal: [String] = []) {
        self.fatal = fatal
        store = TreeStore(cacheDirectory: cache)
        application = "\(cache)/test-page"
    }

    func image() throws(BootProbeError) -> ImageManifest {
        let source = """
            from flask import Flask

            app = Flask(__name__)


            @app.route("/")
            def index():
                return "Cats or Dogs"

            """
        do {
            try FileManager.default.createDirectory(atPath: application, withIntermediateDirectories: true)
            try source.write(toFile: "\(application)/app.py", atomically: true, encoding: .utf8)
        } catch {
            throw BootProbeError(.cannotCreate, "cannot write \(application)/app.py", underlying: "\(error)")
        }
        return ImageManifest(
            name: "page", tree: try VotingTree.recipe(holding: [FileMapping(from: application, to: "/srv/page")]),
            command: ["gunicorn", "--bind", "{address}:{port}", "app:app"], workingDirectory: "/srv/page",
            user: "www-data", port: 8080, readiness: .http(path: "/", status: 200, contains: ["Cats", "Dogs"]),
            variants: [
                Variant(technology: .process, phases: Self.phases, fatal: fatal),
                Variant(technology: .container, cpus: 0.5, memoryMiB: 256, phases: Self.phases, fatal: fatal),
            ])
    }
}
