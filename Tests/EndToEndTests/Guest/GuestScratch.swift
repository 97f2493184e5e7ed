import BootProbe
import Foundation
import Profiles

/// What a guest test needs: an image that answers, the product's cache folder, and a folder for one run.
struct GuestScratch {
    let cache: String
    let run: String

    init() throws {
        let variables = ProcessInfo.processInfo.environment
        cache = variables["BOOTSCALE_CACHE"] ?? "\(NSHomeDirectory())/.cache/bootscale"
        run = "\(cache)/run/guest-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: run) }

    /// A page served by the tree's own Flask and Gunicorn.
    func image() throws -> ImageManifest {
        let application = "\(cache)/guest-test-application"
        try FileManager.default.createDirectory(atPath: application, withIntermediateDirectories: true)
        try """
        from flask import Flask

        app = Flask(__name__)


        @app.route("/")
        def index():
            return "Cats or Dogs"

        """.write(toFile: "\(application)/app.py", atomically: true, encoding: .utf8)
        return ImageManifest(
            name: "page", tree: .voting(files: [FileMapping(from: application, to: "/srv/page")]),
            command: ["/usr/bin/gunicorn", "--bind", "{address}:{port}", "app:app"], workingDirectory: "/srv/page",
            user: "www-data", port: 8080, readiness: .http(path: "/", status: 200, contains: ["Cats", "Dogs"]),
            timeoutSeconds: 120, variants: [Variant(technology: .vm, cpus: 2, memoryMiB: 512)])
    }

    func disk(of image: ImageManifest) throws -> GuestDisk {
        guard let recipe = image.tree else { preconditionFailure("the test's image has a tree") }
        let tree = try TreeStore(cacheDirectory: cache).tree(recipe) { message, _ in print(message) }
        return try DiskStore(cacheDirectory: cache).disk(for: tree)
    }
}
