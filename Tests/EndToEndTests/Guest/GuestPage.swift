import BootProbe
import Foundation
import Profiles
import TestSupport

/// An image whose page is served by the tree's own Flask and Gunicorn.
enum GuestPage {
    static func image() throws -> ImageManifest {
        let application = try CacheDirectory.folder("guest-test-application")
        try """
        from flask import Flask

        app = Flask(__name__)


        @app.route("/")
        def index():
            return "Cats or Dogs"

        """.write(toFile: "\(application)/app.py", atomically: true, encoding: .utf8)
        return ImageManifest(
            name: "page", tree: try VotingTree.recipe(holding: [FileMapping(from: application, to: "/srv/page")]),
            command: ["/usr/bin/gunicorn", "--bind", "{address}:{port}", "app:app"], workingDirectory: "/srv/page",
            user: "www-data", port: 8080, readiness: .http(path: "/", status: 200, contains: ["Cats", "Dogs"]),
            timeoutSeconds: 180, variants: [Variant(technology: .vm, cpus: 2, memoryMiB: 512)])
    }

    /// The disk of the page's tree, both built where they are missing.
    static func disk() throws -> GuestDisk { try DiskStore().disk(for: try tree()) }

    static func tree() throws -> BuiltTree {
        guard let recipe = try image().tree else { preconditionFailure("the test's image has a tree") }
        return try TreeStore().tree(recipe) { message, _ in print(message) }
    }
}
